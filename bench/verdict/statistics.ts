/** The value that a part of the list lies below; undefined of an empty list. */
export function quantileOf(list: readonly number[], part: number): number | undefined {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

/** The largest chance with which so few events in so many trials still come up 5 times in 100 (Clopper and Pearson). */
export function upperBound95(events: number, trials: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (atMost(events, trials, middle) > 0.05) low = middle;
    else high = middle;
  }
  return high;
}

function atMost(events: number, trials: number, p: number): number {
  if (events >= trials) return 1;
  let log = trials * Math.log1p(-p);
  let sum = Math.exp(log);
  for (let k = 1; k <= events; k++) {
    log += Math.log(((trials - k + 1) / k) * (p / (1 - p)));
    sum += Math.exp(log);
  }
  return sum;
}
