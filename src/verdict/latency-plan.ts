import { bucketOf, quantile } from './buckets.ts';
import { type Cut, makeCut } from './latency-guard.ts';
import { type LatencyScores, makeScores } from './latency-scores.ts';
import type { LatencySettings } from './settings.ts';

/** All that the settings and the baseline's histogram fix before the canary's first request counts. */
export interface LatencyPlan {
  scores: LatencyScores;
  p50?: Cut;
  p99?: Cut;
  /** The canary's histogram made faster by the tolerated slowdown, rounded in the canary's favour. */
  tolerate: (green: readonly number[]) => readonly number[];
}

/** The plan follows from its arguments alone; it is kept per histogram because it costs thousands of times a tick. */
const plans = new WeakMap<readonly number[], { settings: LatencySettings; plan: LatencyPlan }>();

export function planOf(settings: LatencySettings, baseline: readonly number[]): LatencyPlan {
  const kept = plans.get(baseline);
  if (kept?.settings === settings) return kept.plan;
  const plan = makePlan(settings, baseline);
  plans.set(baseline, { settings, plan });
  return plan;
}

function makePlan(settings: LatencySettings, baseline: readonly number[]): LatencyPlan {
  const { edgesMs, p50, p99, toleratedMs } = settings;
  const cut = (fraction: number, margin: number) => {
    const at = quantile(baseline, edgesMs, fraction);
    // What is never an anomaly need not be ruled out for healthy.
    return makeCut(edgesMs, at, Math.max(margin, toleratedMs / at));
  };
  return {
    scores: makeScores(baseline, edgesMs),
    ...(p50 === 'off' ? {} : { p50: cut(0.5, p50) }),
    ...(p99 === 'off' ? {} : { p99: cut(0.99, p99) }),
    tolerate: makeTolerance(settings),
  };
}

function makeTolerance({ edgesMs, tolerated, toleratedMs }: LatencySettings): LatencyPlan['tolerate'] {
  if (tolerated === 0 && toleratedMs === 0) return (green) => green;
  // A bucket moves to where its fastest request would land; what lies beyond the last edge may be any slower and stays.
  const target = edgesMs.map((_, k) => bucketOf(edgesMs, ((edgesMs[k - 1] ?? 0) - toleratedMs) / (1 + tolerated)));
  target.push(edgesMs.length);
  return (green) => {
    const shifted = green.map(() => 0);
    green.forEach((count, k) => {
      const to = target[k] as number;
      shifted[to] = (shifted[to] as number) + count;
    });
    return shifted;
  };
}
