import { type Rule, slidingSum } from './rule.ts';

/**
 * Argo Rollouts: an analysis measures once per interval, a measurement fails when its condition does not hold (a figure
 * that is not a number fails too), and the run fails with more failures than `failureLimit`.
 * (argo-rollouts, analysis/analysis.go, assessMetricStatus: `result.Failed > metric.FailureLimit`.)
 */
function argo(intervalSeconds: number, windowSeconds: number, holds: (green: number, blue: number) => boolean): Rule {
  const failureLimit = 3;
  const [green, blue] = [slidingSum(windowSeconds), slidingSum(windowSeconds)];
  let failed = 0;
  return (second) => {
    const [canary, stable] = [green(second.green), blue(second.blue)];
    if (second.at < windowSeconds || second.at % intervalSeconds !== 0) return false;
    if (!holds(canary.errors / canary.requests, stable.errors / stable.requests)) failed++;
    return failed > failureLimit;
  };
}

/** The canary's error rate at most 1.5 times the stable version's over five minutes, measured every minute. */
export const argoCompared = (): Rule => argo(60, 300, (green, blue) => green <= 1.5 * blue);

/** As in its documentation's first example: at least 95 % succeed over five minutes, measured every five. */
export const argoDocumented = (): Rule => argo(300, 300, (green) => 1 - green >= 0.95);
