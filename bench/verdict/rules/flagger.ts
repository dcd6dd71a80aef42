import { type Rule, slidingSum } from './rule.ts';

/**
 * Flagger: a check per interval over the last interval; no values is a failed check; once `threshold` checks have failed,
 * the next reconciliation rolls back. Failed checks add up, a good one takes none away.
 * (flagger, pkg/controller/scheduler.go and scheduler_metrics.go.)
 */
export function flaggerAnalysis(threshold = 5): (fails: boolean) => boolean {
  let failed = 0;
  return (fails) => {
    if (failed >= threshold) return true;
    if (fails) failed++;
    return false;
  };
}

function flagger(fails: (green: number, blue: number) => boolean): Rule {
  const intervalSeconds = 60;
  const [green, blue] = [slidingSum(intervalSeconds), slidingSum(intervalSeconds)];
  const analysis = flaggerAnalysis();
  return (second) => {
    const [canary, primary] = [green(second.green), blue(second.blue)];
    if (second.at % intervalSeconds !== 0) return false;
    return analysis(canary.requests === 0 || fails(canary.errors / canary.requests, primary.errors / primary.requests));
  };
}

/** The canary's error rate more than 1.5 times the primary's. */
export const flaggerCompared = (): Rule => flagger((green, blue) => green > 1.5 * blue);

/** As documented: a success rate below 99 %. */
export const flaggerDocumented = (): Rule => flagger((green) => 1 - green < 0.99);
