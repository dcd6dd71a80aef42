import { bounds, total } from './buckets.ts';

/** Fewer requests than this between two points would make the line between them noise. */
const LEAST_REQUESTS = 20;
const LEAST_PART = 0.01;
/** Mass that is spread over all buckets, so that an empty one is unlikely, not impossible. */
const SMOOTHING = 1e-5;

/**
 * The share of requests above a value, from a histogram: straight lines on logarithmic scales between points that have
 * enough requests between them, and on along the last line beyond. Always falling.
 */
export function survivalOf(counts: readonly number[], edgesMs: readonly number[]): (atMs: number) => number {
  const points = knots(counts, edgesMs);
  const [lowest, highest] = [Math.log(bounds(edgesMs, 0)[0]), Math.log(bounds(edgesMs, edgesMs.length)[1])];
  return (atMs) => {
    const x = Math.log(Math.max(atMs, Number.MIN_VALUE));
    const flat = Math.min(1, Math.max(0, (highest - x) / (highest - lowest)));
    return (1 - SMOOTHING) * Math.exp(logShare(points, x)) + SMOOTHING * flat;
  };
}

interface Knot {
  x: number;
  logShare: number;
}

function knots(counts: readonly number[], edgesMs: readonly number[]): Knot[] {
  const all = total(counts);
  const least = Math.max(LEAST_REQUESTS, LEAST_PART * all);
  const first = counts.findIndex((count) => count > 0);
  const points: Knot[] = [{ x: Math.log(bounds(edgesMs, first)[0]), logShare: 0 }];
  let [above, since] = [all, 0];
  for (let k = first; k < edgesMs.length; k++) {
    const count = counts[k] as number;
    above -= count;
    since += count;
    // In the tail a tenth of what is left is enough: there is less and less, over wider and wider spans.
    if (since < Math.min(least, Math.max(LEAST_REQUESTS, above / 10)) || above < LEAST_REQUESTS) continue;
    points.push({ x: Math.log(edgesMs[k] as number), logShare: Math.log(above / all) });
    since = 0;
  }
  return points.length > 1 ? points : [...points, oneBucket(counts, edgesMs, first)];
}

/** Nearly everything in one bucket: the next edge is all there is. */
function oneBucket(counts: readonly number[], edgesMs: readonly number[], first: number): Knot {
  const all = total(counts);
  const above = all - (counts[first] as number);
  return { x: Math.log(bounds(edgesMs, first)[1]), logShare: Math.log((above + 0.5) / (all + 1)) };
}

function logShare(points: readonly Knot[], x: number): number {
  if (x <= (points[0] as Knot).x) return 0;
  let high = points.findIndex((point) => point.x >= x);
  if (high < 0) high = points.length - 1;
  const [a, b] = [points[high - 1] as Knot, points[high] as Knot];
  return a.logShare + ((b.logShare - a.logShare) * (x - a.x)) / (b.x - a.x);
}
