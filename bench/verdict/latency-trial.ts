import { addCounts } from '../../src/verdict/buckets.ts';
import { type Calibration, uncalibrated } from '../../src/verdict/calibration.ts';
import { healthOf, logEvidence } from '../../src/verdict/decide.ts';
import { seeded } from '../../src/verdict/seeded.ts';
import { startVerdict } from '../../src/verdict/start.ts';
import { tick } from '../../src/verdict/tick.ts';
import { CANARY_SHARE } from './error-world.ts';
import { type Histograms, latencyCalibration, latencyRelease } from './latency-release.ts';
import { EDGES_MS, type LatencyWorld } from './latency-world.ts';
import {
  argoLatency,
  flaggerLatency,
  flaggerLatencyDocumented,
  kayentaLatency,
  type MinuteRule,
} from './rules/latency-rules.ts';

const HORIZON_SECONDS = 3_600;
const HEALTHY_FROM_SECONDS = 300;
const ALPHA = 0.001;
const BETA = 0.05;

export interface LatencyOutcome {
  rollbacks: Record<string, { seconds: number; requests: number }>;
  /** Seconds until our guards would have said healthy, one at a time. */
  healthySeconds: { p50?: number; p99?: number };
}

export const LATENCY_OURS = 'ours';
export const LATENCY_UNCALIBRATED = 'ours, no history';
export const LATENCY_RIVALS = [
  'Kayenta p50',
  'Kayenta p99',
  'Argo p99 1.1x',
  'Argo p50 1.05x',
  'Flagger p99 1.1x',
  'Flagger 500 ms',
];

/** Runs one release under every rule at once. */
export function tryLatency(
  world: LatencyWorld,
  calibration: Calibration,
  seed: number,
  names: readonly string[],
): LatencyOutcome {
  const release = latencyRelease(world, seeded(seed));
  const outcome: LatencyOutcome = { rollbacks: {}, healthySeconds: {} };
  const rules = new Map(names.map((name) => [name, ruleNamed(name, world, calibration, outcome)]));
  let requests = 0;
  for (let at = world.tickSeconds; at <= HORIZON_SECONDS && rules.size > 0; at += world.tickSeconds) {
    const counts = release(at);
    requests += counts.green.reduce((a, b) => a + b, 0);
    for (const [name, rule] of rules) {
      if (!rule(counts)) continue;
      outcome.rollbacks[name] = { seconds: at, requests };
      rules.delete(name);
    }
  }
  return outcome;
}

type TickRule = (counts: Histograms) => boolean;

function ruleNamed(name: string, world: LatencyWorld, calibration: Calibration, outcome: LatencyOutcome): TickRule {
  switch (name) {
    case LATENCY_OURS:
      return judge(world, calibration, outcome.healthySeconds);
    case LATENCY_UNCALIBRATED:
      return judge(world, uncalibrated(), {});
    case 'Kayenta p50':
      return byMinute(kayentaLatency(EDGES_MS, 0.5));
    case 'Kayenta p99':
      return byMinute(kayentaLatency(EDGES_MS, 0.99));
    case 'Argo p99 1.1x':
      return byMinute(argoLatency(EDGES_MS, 0.99, 1.1));
    case 'Argo p50 1.05x':
      return byMinute(argoLatency(EDGES_MS, 0.5, 1.05));
    case 'Flagger p99 1.1x':
      return byMinute(flaggerLatency(EDGES_MS, 1.1));
    case 'Flagger 500 ms':
      return byMinute(flaggerLatencyDocumented(EDGES_MS));
    default:
      throw new Error(`no rule is called ${name}`);
  }
}

/** Our judge on latency alone, never stopped by its own healthy verdict. */
function judge(world: LatencyWorld, calibration: Calibration, healthy: LatencyOutcome['healthySeconds']): TickRule {
  const never = Number.MAX_SAFE_INTEGER;
  const settings = { errors: 'off', latency: { edgesMs: EDGES_MS }, forMs: never, atMostMs: never } as const;
  let state = startVerdict(calibration, { ...settings, alpha: ALPHA, beta: BETA, warmUpMs: world.warmUpMs ?? 0 }, 0);
  return ({ at, green, blue }) => {
    const arm = (latency: number[]) => ({ requests: latency.reduce((a, b) => a + b, 0), errors: 0, latency });
    state = tick(state, { atMs: at * 1_000, green: arm(green), blue: arm(blue), weight: CANARY_SHARE * 100 });
    if (at >= HEALTHY_FROM_SECONDS) note(healthy, at);
    return state.decision?.verdict === 'anomaly';
  };

  function note(times: LatencyOutcome['healthySeconds'], at: number): void {
    if (times.p50 !== undefined && times.p99 !== undefined) return;
    if (logEvidence(state).total >= Math.log(1 / ALPHA) / 2) return;
    const health = healthOf(state);
    for (const guard of ['p50', 'p99'] as const)
      if (times[guard] === undefined && (health[guard] ?? -Infinity) >= Math.log(1 / BETA)) times[guard] = at;
  }
}

function byMinute(rule: MinuteRule): TickRule {
  let [green, blue]: [number[], number[]] = [[], []];
  return (counts) => {
    green = green.length ? addCounts(green, counts.green) : counts.green;
    blue = blue.length ? addCounts(blue, counts.blue) : counts.blue;
    if (counts.at % 60 !== 0) return false;
    const minute = { at: counts.at / 60, green, blue };
    [green, blue] = [[], []];
    return rule(minute);
  };
}

/** Calibrations to draw from; the day before had no slower release. */
export function latencyCalibrations(world: LatencyWorld, count: number, seed: number, hours?: number): Calibration[] {
  const { slower: _, slowerTail: __, ...before } = world;
  return Array.from({ length: count }, (___, i) => latencyCalibration(before, seeded(seed + i), hours));
}
