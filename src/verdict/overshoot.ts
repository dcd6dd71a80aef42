/** So many events in one tick leave little to spare, and their chances would underflow. */
const MOST_EVENTS = 1_000;

/** The canary's share of one tick's events, of which nobody knows yet how many are its own. */
export interface Draw {
  all: number;
  share: number;
}

/**
 * Nobody looks at capital beyond the boundary where a judgement ends, so a bet that would overshoot it may be cut there,
 * and what the cut saves raises all other outcomes (after Fischer and Ramdas 2024, "Improving Wald's sequential test").
 * Returns ln of that raise, at least 0: with it, the mean of the capital cut at the boundary is still what it was before.
 *
 * The number of the canary's events is binomial, or, drawn without replacement, below it in convex order (Hoeffding 1963).
 * So the cut runs along a convex line above the boundary: straight on from the last outcome below it, through it.
 * @param logAfter ln of the capital after the tick if the canary has so many of its events; rises, with a mean equal to the capital before
 * @param logBefore ln of the capital before the tick
 * @param logBoundary ln of the capital that ends the judgement
 */
export function logRaise(
  { all, share }: Draw,
  logAfter: (canary: number) => number,
  logBefore: number,
  logBoundary: number,
): number {
  if (all > MOST_EVENTS || logBefore >= logBoundary || logAfter(all) < logBoundary) return 0;
  const boundary = Math.exp(logBoundary - logBefore);
  let [chance, below, events, mean] = [(1 - share) ** all, 0, 0, 0];
  let [last, step] = [0, 0];
  let canary = 0;
  for (let after; (after = Math.exp(logAfter(canary) - logBefore)) < boundary; canary++) {
    step = canary === 0 ? 0 : after - last;
    last = after;
    below += chance;
    events += chance * canary;
    mean += chance * after;
    chance *= ((all - canary) / (canary + 1)) * (share / (1 - share));
  }
  // Beyond: the chance to reach the boundary, and how many events past the last outcome below it are to be expected.
  const reach = 1 - below;
  const past = all * share - events - (canary - 1) * reach;
  const through = (1 - boundary * past) / (mean + last * (reach - past));
  const straightOn = 1 / (mean + last * reach + step * past);
  const isConvex = boundary - through * last >= through * step;
  return Math.log(Math.max(1, isConvex ? through : straightOn));
}
