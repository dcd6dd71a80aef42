/** Location shift of x against y: the Hodges-Lehmann estimate and its confidence interval. */
export interface Shift {
  low: number;
  estimate: number;
  high: number;
}

const ROOT_STEPS = 60;

/**
 * The interval that Kayenta computes: the roots of the continuity-corrected, tie-corrected normal score of the rank sum at
 * the two quantiles, the estimate its root at zero. (kayenta, MannWhitney.scala.)
 * Where neither side varies there is nothing but the distance between the two: that is the whole interval.
 */
export function mannWhitney(x: readonly number[], y: readonly number[], normalQuantile: number): Shift {
  const [least, most] = [Math.min(...x) - Math.max(...y), Math.max(...x) - Math.min(...y)];
  if (least === most) return { low: least, estimate: least, high: most };
  const root = (quantile: number) => {
    const at = (mu: number) => score(mu, x, y) - quantile;
    if (at(least) <= 0) return least;
    if (at(most) >= 0) return most;
    let [low, high] = [least, most];
    for (let step = 0; step < ROOT_STEPS; step++) {
      const middle = (low + high) / 2;
      if (at(middle) > 0) low = middle;
      else high = middle;
    }
    // The score jumps where values tie, often at 0: the lower end keeps a shift of nothing from looking like one.
    return low;
  };
  return { low: root(normalQuantile), estimate: root(0), high: root(-normalQuantile) };
}

/** Normal score of the rank sum of x shifted by mu. */
function score(mu: number, x: readonly number[], y: readonly number[]): number {
  const all = [...x.map((value) => ({ value: value - mu, own: true })), ...y.map((value) => ({ value, own: false }))];
  all.sort((a, b) => a.value - b.value);
  let [ranks, ties] = [0, 0];
  for (let from = 0; from < all.length;) {
    let to = from;
    while (to < all.length && all[to]?.value === all[from]?.value) to++;
    const count = to - from;
    ties += count ** 3 - count;
    for (let i = from; i < to; i++) if (all[i]?.own) ranks += (from + 1 + to) / 2;
    from = to;
  }
  const [m, n] = [x.length, y.length];
  const surplus = ranks - (m * (m + 1)) / 2 - (m * n) / 2;
  const variance = ((m * n) / 12) * (m + n + 1 - ties / ((m + n) * (m + n - 1)));
  if (variance <= 0) throw new Error('all observations are tied');
  return (surplus - Math.sign(surplus) / 2) / Math.sqrt(variance);
}
