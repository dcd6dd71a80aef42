import { startAbsoluteHarm } from './absolute-harm.ts';
import type { Calibration, MetricNoise } from './calibration.ts';
import { startCountHarm } from './count-harm.ts';
import { startErrorGuard } from './error-guard.ts';
import { completeSettings, type SettingsGiven, type VerdictSettings } from './settings.ts';
import { startStages } from './stages.ts';
import type { ErrorsJudged, LatencyJudged, VerdictState } from './state.ts';

/**
 * A new judgement. Nothing was seen yet.
 * @param startedAtMs when the counting began; without it the first tick only starts the clock
 * @throws Error where neither errors nor latency are guarded: such a monitor could only promote without evidence
 */
export function startVerdict(calibration: Calibration, given: SettingsGiven, startedAtMs?: number): VerdictState {
  const settings = completeSettings(given);
  assertGuarded(settings);
  return {
    settings,
    calibration: withOverrides(calibration, settings),
    clock: {
      ...(startedAtMs === undefined ? {} : { startedAtMs, lastAtMs: startedAtMs }),
      elapsedMs: 0,
      observedMs: 0,
      quietMs: 0,
      trafficMs: 0,
    },
    exposure: { settlingMs: 0, steadyMs: 0, recent: { green: 0, all: 0 } },
    silence: { requests: 0, forMs: 0, baselineAnswered: false },
    ...(settings.errors === 'off' ? {} : { errors: startErrors(settings) }),
    ...(settings.latency === 'off' ? {} : { latency: startLatency(settings.latency.edgesMs.length + 1, calibration) }),
  };
}

/** @throws Error where nothing guards, or a margin makes no sense */
export function assertGuarded({ errors, latency, baseline }: VerdictSettings): void {
  const latencyGuards =
    latency !== 'off' &&
    (baseline === 'none' ? latency.limitP99Ms !== undefined : latency.p50 !== 'off' || latency.p99 !== 'off');
  if (errors === 'off' && !latencyGuards) throw new Error('a monitor needs at least one metric that guards');
  if (errors !== 'off' && !(errors.marginPoints > 0 && errors.marginPoints < 100 && errors.ratio > 1))
    throw new Error(`errors need a margin between 0 and 100 points and a ratio above 1: ${JSON.stringify(errors)}`);
}

function withOverrides(calibration: Calibration, { phi, sigma, latency }: VerdictSettings): Calibration {
  const override = <T extends MetricNoise>(noise: T): T => ({
    ...noise,
    ...(phi === undefined ? {} : { phi, eta: Math.min(1, 1 / phi) }),
    ...(sigma === undefined ? {} : { sigma }),
  });
  const { histogram, ...noise } = calibration.latency;
  const withHistogram = latency === 'off' || histogram === undefined ? noise : { ...noise, histogram };
  return { ...calibration, errors: override(calibration.errors), latency: override(withHistogram) };
}

function startErrors({ baseline, upTo }: VerdictSettings): ErrorsJudged {
  const none = { requests: 0, errors: 0 };
  const harm = baseline === 'none' ? { absolute: startAbsoluteHarm() } : { harm: startCountHarm() };
  const stages = upTo === undefined || baseline === 'none' ? {} : { stages: startStages() };
  return { ...harm, guard: startErrorGuard(), ...stages, green: none, blue: none };
}

function startLatency(buckets: number, { latency }: Calibration): LatencyJudged {
  const none = Array.from({ length: buckets }, () => 0);
  if (latency.histogram && latency.histogram.length !== buckets)
    throw new Error(`the history has ${latency.histogram.length} buckets and the settings ${buckets}`);
  return {
    ...(latency.histogram ? { baseline: latency.histogram } : {}),
    learned: none,
    block: { green: none, blue: none, ms: 0 },
    green: none,
    blue: none,
  };
}
