import type { Harm } from './decide.ts';
import { total } from './buckets.ts';
import type { Widening } from './calibration.ts';
import { noiseOf } from './noise.ts';
import { quantileOf, type Rate, rateOf } from './rate.ts';
import type { ErrorSettings, LatencySettings } from './settings.ts';
import type { Because, ErrorsJudged, LatencyJudged, Verdict, VerdictState } from './state.ts';

/** One record per decision, plain JSON. All evidence is on a natural logarithmic scale; the boundary is ln(1/alpha). */
export interface Evidence {
  /** The metric that decided, or the one that lags; `answers` where the canary is down. */
  metric: MetricEvidence['metric'] | 'answers';
  window: { fromMs: number; toMs: number; observedMs: number };
  /** Evidence that the canary is worse: an anomaly at the boundary. */
  harm: { log: number; boundary: number; alpha: number };
  /** Evidence that it is no worse, of the guard that has least: healthy at the boundary. */
  healthy: { log: number; boundary: number; beta: number };
  metrics: MetricEvidence[];
  calibration: {
    from: 'history' | 'none';
    instances: number;
    widened?: Widening;
    raisedFrom?: { phi: number; alarms: number };
  };
  baseline: 'live' | 'none';
  decision: Verdict | 'pending';
  because: Because;
  /** What the runtime said of an unhealthy canary. */
  detail?: string;
  /** The same in plain sentences, the decision first. */
  words: string[];
}

export interface MetricEvidence {
  metric: 'errors' | 'p50' | 'p99';
  unit: 'share' | 'ms';
  /** Requests judged. */
  samples: { canary: number; baseline: number };
  /** Error share, or the quantile in milliseconds. Absent without samples. */
  canary?: Rate;
  baseline?: Rate;
  /** Failed requests, of a metric that counts them. */
  events?: { canary: number; baseline: number };
  /** ln of the evidence of harm; both quantiles share one. */
  harm?: number;
  /** ln of the evidence of health; absent where this metric does not guard. */
  health?: number;
  /** What healthy rules out: points of error share, or a fraction of slowdown; without a baseline the limit itself. */
  threshold: { value: number; unit: 'points' | 'fraction' | 'percent' | 'ms' };
  /** What the noise of the baseline was taken to be. */
  noise: { phi: number; sigma: number };
}

type Health = { errors?: number; p50?: number; p99?: number };

export function metricsOf(state: VerdictState, health: Health, harm: Harm): MetricEvidence[] {
  return [
    ...(state.errors ? [errorEvidence(state, state.errors, health, harm)] : []),
    ...(state.latency
      ? (['p50', 'p99'] as const)
          .filter((metric) => isJudged(state, metric))
          .map((metric) => latencyEvidence(state, state.latency as LatencyJudged, metric, health, harm))
      : []),
  ];
}

function errorEvidence(state: VerdictState, errors: ErrorsJudged, health: Health, harm: Harm): MetricEvidence {
  const { marginPoints, limitPercent } = state.settings.errors as ErrorSettings;
  const { green, blue } = errors;
  const { phi, sigma } = noiseOf(state, 'errors');
  return {
    metric: 'errors',
    unit: 'share',
    samples: { canary: green.requests, baseline: blue.requests },
    ...arms(rateOf(green.errors, green.requests, phi), rateOf(blue.errors, blue.requests, phi)),
    events: { canary: green.errors, baseline: blue.errors },
    ...optional('harm', harm.errors),
    ...optional('health', health.errors),
    threshold:
      state.settings.baseline === 'none'
        ? { value: limitPercent, unit: 'percent' }
        : { value: marginPoints, unit: 'points' },
    noise: { phi, sigma },
  };
}

function latencyEvidence(
  state: VerdictState,
  { green, blue }: LatencyJudged,
  metric: 'p50' | 'p99',
  health: Health,
  harm: Harm,
): MetricEvidence {
  const settings = state.settings.latency as LatencySettings;
  const { phi, sigma } = noiseOf(state, 'latency');
  const fraction = metric === 'p50' ? 0.5 : 0.99;
  const first = state.settings.baseline === 'none';
  const margin = settings[metric];
  return {
    metric,
    unit: 'ms',
    samples: { canary: total(green), baseline: total(blue) },
    ...arms(quantileOf(green, settings.edgesMs, fraction, phi), quantileOf(blue, settings.edgesMs, fraction, phi)),
    ...optional('harm', harm.latency),
    ...optional('health', health[metric]),
    threshold: first
      ? { value: settings.limitP99Ms ?? 0, unit: 'ms' }
      : { value: margin === 'off' ? 0 : margin, unit: 'fraction' },
    noise: { phi, sigma },
  };
}

function isJudged({ settings }: VerdictState, metric: 'p50' | 'p99'): boolean {
  const latency = settings.latency as LatencySettings;
  if (settings.baseline === 'none') return metric === 'p99' && latency.limitP99Ms !== undefined;
  return latency[metric] !== 'off';
}

function arms(canary: Rate | undefined, baseline: Rate | undefined): { canary?: Rate; baseline?: Rate } {
  return { ...optional('canary', canary), ...optional('baseline', baseline) };
}

function optional<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: T };
}
