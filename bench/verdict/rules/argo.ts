import { type Rule, slidingSum } from './rule.ts';

/**
 * Argo Rollouts: an analysis measures once per interval, a measurement fails when its condition does not hold (a figure
 * that is not a number fails too), and the run fails with more failures than `failureLimit`.
 * (argo-rollouts, analysis/analysis.go, assessMetricStatus: `result.Failed > metric.FailureLimit`.)
 */
export function argoRun(failureLimit = 3): (holds: boolean) => boolean {
  let failed = 0;
  return (holds) => {
    if (!holds) failed++;
    return failed > failureLimit;
  };
}

function argo(intervalSeconds: number, windowSeconds: number, holds: (green: number, blue: number) => boolean): Rule {
  const [green, blue] = [slidingSum(windowSeconds), slidingSum(windowSeconds)];
  const run = argoRun();
  return (second) => {
    const [canary, stable] = [green(second.green), blue(second.blue)];
    if (second.at < windowSeconds || second.at % intervalSeconds !== 0) return false;
    return run(holds(canary.errors / canary.requests, stable.errors / stable.requests));
  };
}

/** The canary's error rate at most 1.5 times the stable version's over five minutes, measured every minute. */
export const argoCompared = (): Rule => argo(60, 300, (green, blue) => green <= 1.5 * blue);

/** As in its documentation's first example: at least 95 % succeed over five minutes, measured every five. */
export const argoDocumented = (): Rule => argo(300, 300, (green) => 1 - green >= 0.95);
