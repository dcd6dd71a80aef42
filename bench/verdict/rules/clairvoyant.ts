import type { Rule } from './rule.ts';

/**
 * Wald's sequential test of the canary's errors by one who knows both true rates: no rule with the same bound on false
 * rollbacks needs fewer requests on average.
 */
export function clairvoyant(good: (at: number) => number, bad: (at: number) => number, alpha = 0.001): Rule {
  let log = 0;
  return ({ at, green }) => {
    const [p, q] = [good(at), bad(at)];
    if (p === q) return false;
    log += green.errors * Math.log(q / p) + (green.requests - green.errors) * Math.log((1 - q) / (1 - p));
    return log >= Math.log(1 / alpha);
  };
}
