/** Sum of a list. */
export function total(counts: readonly number[]): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}

export function addCounts(a: readonly number[], b: readonly number[]): number[] {
  return a.map((count, k) => count + (b[k] ?? 0));
}

/**
 * The share of a histogram above `at`, where the logarithm of the share runs straight in the logarithm of the value
 * inside a bucket.
 */
export function shareAbove(counts: readonly number[], edgesMs: readonly number[], at: number): number {
  const all = total(counts);
  const bucket = bucketOf(edgesMs, at);
  const below = total(counts.slice(0, bucket));
  const within = counts[bucket] ?? 0;
  return (all - below - within * partBelow(edgesMs, bucket, at)) / all;
}

/** The value that a share of the histogram exceeds, in milliseconds; the last edge where it lies beyond. */
export function quantile(counts: readonly number[], edgesMs: readonly number[], fraction: number): number {
  const wanted = fraction * total(counts);
  let below = 0;
  for (let bucket = 0; bucket < edgesMs.length; bucket++) {
    const within = counts[bucket] ?? 0;
    if (within > 0 && below + within >= wanted) {
      const [low, high] = bounds(edgesMs, bucket);
      return low * (high / low) ** ((wanted - below) / within);
    }
    below += within;
  }
  return edgesMs.at(-1) as number;
}

/** The bucket that a value falls into: the first whose upper edge is not below it. */
export function bucketOf(edgesMs: readonly number[], at: number): number {
  let low = 0;
  let high = edgesMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edgesMs[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How much of a bucket lies below `at`, on a logarithmic scale; 0 to 1. */
export function partBelow(edgesMs: readonly number[], bucket: number, at: number): number {
  const [low, high] = bounds(edgesMs, bucket);
  if (at <= low) return 0;
  return at >= high ? 1 : Math.log(at / low) / Math.log(high / low);
}

/** The first bucket and the one for the rest have no edge of their own on one side: as wide as their neighbour. */
export function bounds(edgesMs: readonly number[], bucket: number): [number, number] {
  const first = edgesMs[0] as number;
  const last = edgesMs.at(-1) as number;
  const low = bucket === 0 ? (first * first) / (edgesMs[1] ?? first * 2) : (edgesMs[bucket - 1] as number);
  const high = bucket < edgesMs.length ? (edgesMs[bucket] as number) : (last * last) / (edgesMs.at(-2) ?? last / 2);
  return [low, high];
}
