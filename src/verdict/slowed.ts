import { bounds, bucketOf } from './buckets.ts';
import type { Seeded } from './seeded.ts';

/**
 * A histogram as it would have been had every request taken `times` as long. A bucket's requests lie evenly on a logarithmic scale inside it;
 * which of them cross an edge is drawn.
 */
export function slowed(counts: readonly number[], edgesMs: readonly number[], times: number, random: Seeded): number[] {
  const moved = counts.map(() => 0);
  counts.forEach((count, bucket) => {
    const [low, high] = bounds(edgesMs, bucket).map((edge) => edge * times) as [number, number];
    const last = bucketOf(edgesMs, high);
    let [left, from] = [count, low];
    for (let to = bucketOf(edgesMs, low); to <= last && left > 0; to++) {
      const until = Math.min(high, edgesMs[to] ?? high);
      const part = to === last ? 1 : Math.log(until / from) / Math.log(high / from);
      const here = part >= 1 ? left : Math.min(left, random.binomial(left, Math.max(0, part)));
      moved[to] = (moved[to] ?? 0) + here;
      left -= here;
      from = until;
    }
  });
  return moved;
}
