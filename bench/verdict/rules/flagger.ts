import { type Rule, slidingSum } from './rule.ts';

/**
 * Flagger: a check per interval over the last interval; no values is a failed check; once `threshold` checks have failed,
 * the next reconciliation rolls back. Failed checks add up, a good one takes none away.
 * (flagger, pkg/controller/scheduler.go and scheduler_metrics.go.)
 */
function flagger(fails: (green: number, blue: number) => boolean): Rule {
  const [intervalSeconds, threshold] = [60, 5];
  const [green, blue] = [slidingSum(intervalSeconds), slidingSum(intervalSeconds)];
  let failed = 0;
  return (second) => {
    const [canary, primary] = [green(second.green), blue(second.blue)];
    if (second.at % intervalSeconds !== 0) return false;
    if (failed >= threshold) return true;
    if (canary.requests === 0 || fails(canary.errors / canary.requests, primary.errors / primary.requests)) failed++;
    return false;
  };
}

/** The canary's error rate more than 1.5 times the primary's. */
export const flaggerCompared = (): Rule => flagger((green, blue) => green > 1.5 * blue);

/** As documented: a success rate below 99 %. */
export const flaggerDocumented = (): Rule => flagger((green) => 1 - green < 0.99);
