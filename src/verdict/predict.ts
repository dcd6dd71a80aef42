import { sayDuration } from '../lib/duration.ts';
import type { Calibration } from './calibration.ts';
import { guardErrors, logNoWorse, ratioToRuleOut, startErrorGuard } from './error-guard.ts';
import { guardLatency, logNotSlower, startLatencyGuard } from './latency-guard.ts';
import { planOf } from './latency-plan.ts';
import { completeSettings, type LatencySettings, type SettingsGiven, type VerdictSettings } from './settings.ts';
import { startVerdict } from './start.ts';
import { typicalHistogram } from './typical-histogram.ts';

export interface Traffic {
  /** Both versions together. */
  requestsPerSecond: number;
  /** The canary's share in percent. */
  weight: number;
  settings: SettingsGiven;
  calibration: Calibration;
}

export interface Prediction {
  /** Seconds until a canary as good as the baseline is expected to be healthy; absent where it never would be. */
  seconds?: number;
  /** What takes longest. */
  waitsFor: Wait;
  /** Whether it comes before the settings' `at-most`. */
  inTime: boolean;
  sentence: string;
  /** What would shorten it, shortest first. */
  shorter: { change: string; seconds: number }[];
}

export type Wait = 'least-time' | 'errors' | 'p50' | 'p99';

const WEIGHTS = [10, 25, 50];

/** How long a healthy verdict takes at the present traffic. An anomaly may come at any time before. */
export function predict(traffic: Traffic): Prediction {
  const { seconds, waitsFor } = expected(traffic);
  const { atMostMs } = completeSettings(traffic.settings);
  const inTime = seconds * 1_000 <= atMostMs;
  const shorter = waitsFor === 'least-time' ? [] : alternatives(traffic, seconds);
  return {
    ...(Number.isFinite(seconds) ? { seconds } : {}),
    waitsFor,
    inTime,
    sentence: sentence(seconds, waitsFor, inTime, completeSettings(traffic.settings)),
    shorter,
  };
}

function expected(traffic: Traffic): { seconds: number; waitsFor: Wait } {
  const settings = completeSettings(traffic.settings);
  // A judgement that is never run: it applies the settings' overrides to the calibration as the real one will.
  const { calibration } = startVerdict(traffic.calibration, traffic.settings);
  const perSecond = { green: (traffic.requestsPerSecond * traffic.weight) / 100, share: traffic.weight / 100 };
  const waits: [Wait, number][] = [['least-time', settings.forMs / 1_000]];
  if (settings.errors !== 'off') waits.push(['errors', errorSeconds(settings, calibration, perSecond)]);
  for (const metric of ['p50', 'p99'] as const) {
    if (settings.latency === 'off' || settings.latency[metric] === 'off' || settings.baseline === 'none') continue;
    waits.push([metric, settings.warmUpMs / 1_000 + latencySeconds(settings, calibration, perSecond, metric)]);
  }
  const [waitsFor, seconds] = waits.reduce((longest, wait) => (wait[1] > longest[1] ? wait : longest));
  return { seconds: Math.ceil(seconds), waitsFor };
}

interface PerSecond {
  /** Requests of the canary. */
  green: number;
  share: number;
}

function errorSeconds(settings: VerdictSettings, { errors }: Calibration, { green, share }: PerSecond): number {
  if (settings.errors === 'off' || green === 0) return Infinity;
  const { marginPoints, limitPercent } = settings.errors;
  const margin = (settings.baseline === 'none' ? limitPercent : marginPoints) / 100;
  const canary = green * (errors.rate ?? 0);
  const tick = { requests: green, allRequests: green / share, canary, all: canary / share, share };
  const step = guardErrors(startErrorGuard(), tick, ratioToRuleOut(settings.errors, errors.rate), margin, errors.phi);
  const evidenceAfter = (seconds: number) =>
    logNoWorse(
      {
        compared: step.compared.map((log) => log * seconds),
        absolute: step.absolute.map((log) => log * seconds),
      },
      settings.baseline,
    );
  return firstSecond(evidenceAfter, Math.log(1 / settings.beta));
}

function latencySeconds(
  settings: VerdictSettings,
  { latency }: Calibration,
  { green, share }: PerSecond,
  metric: 'p50' | 'p99',
): number {
  const latencySettings = settings.latency as LatencySettings;
  const histogram = latency.histogram ?? typicalHistogram(latencySettings.edgesMs);
  const cut = planOf(latencySettings, histogram)[metric];
  if (!cut || green === 0 || share === 1) return Infinity;
  const all = histogram.reduce((sum, count) => sum + count, 0);
  const scaled = (requests: number) => histogram.map((count) => (count / all) * requests);
  const step = guardLatency(
    startLatencyGuard(),
    scaled(green),
    scaled((green / share) * (1 - share)),
    cut,
    latency.phi,
  );
  return firstSecond(
    (seconds) => logNotSlower({ bets: step.bets.map((log) => log * seconds) }),
    Math.log(1 / settings.beta),
  );
}

const LONGEST_SECONDS = 2 ** 32;

/** The evidence may fall before it rises, but once above its boundary it only rises on. */
function firstSecond(evidenceAfter: (seconds: number) => number, boundary: number): number {
  let [low, high] = [0, 1];
  while (evidenceAfter(high) < boundary) {
    [low, high] = [high, high * 2];
    if (high > LONGEST_SECONDS) return Infinity;
  }
  while (high - low > 0.5) {
    const middle = (low + high) / 2;
    if (evidenceAfter(middle) < boundary) low = middle;
    else high = middle;
  }
  return high;
}

function alternatives(traffic: Traffic, seconds: number): Prediction['shorter'] {
  const { errors } = completeSettings(traffic.settings);
  const changes: [string, Traffic][] = WEIGHTS.filter((weight) => weight > traffic.weight).map((weight) => [
    `a weight of ${weight} %`,
    { ...traffic, weight },
  ]);
  if (errors !== 'off' && traffic.settings.baseline !== 'none') {
    const marginPoints = Number((errors.marginPoints * 2).toPrecision(3));
    const settings = { ...traffic.settings, errors: { ...errors, marginPoints } };
    changes.push([`an error margin of ${marginPoints} points`, { ...traffic, settings }]);
  }
  if (traffic.calibration.from === 'none' && traffic.settings.phi === undefined) {
    changes.push([
      'a day of history by instance, if errors prove independent',
      { ...traffic, settings: { ...traffic.settings, phi: 1 } },
    ]);
  }
  return changes
    .map(([change, other]) => ({ change, seconds: expected(other).seconds }))
    .filter((alternative) => alternative.seconds < seconds)
    .sort((a, b) => a.seconds - b.seconds);
}

/** Of equal releases, 1 in 20 takes longer than this many times the usual wait (the benchmark's 95th percentile by its median). */
const BAD_LUCK = 3;

const NAMES = { errors: 'the error rate', p50: 'the median latency', p99: 'the 99th percentile of latency' } as const;

function sentence(seconds: number, waitsFor: Wait, inTime: boolean, { atMostMs, upTo }: VerdictSettings): string {
  if (waitsFor === 'least-time') return `Healthy is possible after the least time, ${sayDuration(seconds * 1_000)}.`;
  if (!Number.isFinite(seconds)) return `At this traffic ${NAMES[waitsFor]} can never be shown to be no worse.`;
  const wait = `Healthy needs about ${sayDuration(seconds * 1_000)} at this traffic, for ${NAMES[waitsFor]}`;
  const paced = upTo === undefined ? '' : `, sooner where the evidence raises the share up to ${upTo} %`;
  if (inTime) return `${wait}${paced}; with bad luck, ${BAD_LUCK} times as long.`;
  const ends = upTo === undefined ? 'so it will most likely end inconclusive' : `too long unless the share is raised`;
  return `${wait}${paced}: more than the ${sayDuration(atMostMs)} allowed, ${ends}.`;
}
