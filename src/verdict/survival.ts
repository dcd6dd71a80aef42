import { bounds, total } from './buckets.ts';

/** Fewer requests than this between two points, or in a tail, would make a line noise. */
const LEAST_REQUESTS = 20;
const LEAST_PART = 0.01;
/** In a tail a tenth of what is left is enough for a point: there is less and less, over wider and wider spans. */
const TAIL_PART = 0.1;

/**
 * The share of requests above a value, from a histogram: the logit of the share runs straight in the logarithm of the
 * value between points that have enough requests between them, and on along the outermost lines. Always falling, and as
 * careful with the fastest requests as with the slowest.
 */
export function survivalOf(counts: readonly number[], edgesMs: readonly number[]): (atMs: number) => number {
  const points = knots(counts, edgesMs);
  return (atMs) => 1 / (1 + Math.exp(-logit(points, Math.log(Math.max(atMs, Number.MIN_VALUE)))));
}

interface Knot {
  x: number;
  logit: number;
}

function knots(counts: readonly number[], edgesMs: readonly number[]): [Knot, Knot, ...Knot[]] {
  const all = total(counts);
  const points: Knot[] = [];
  let [above, since] = [all, 0];
  edgesMs.forEach((edge, k) => {
    const count = counts[k] ?? 0;
    above -= count;
    since += count;
    const tail = Math.min(above, all - above);
    const enough = Math.max(LEAST_REQUESTS, Math.min(LEAST_PART * all, TAIL_PART * tail));
    if (since < enough || tail < LEAST_REQUESTS) return;
    points.push({ x: Math.log(edge), logit: Math.log(above / (all - above)) });
    since = 0;
  });
  const [first, second, ...rest] = points;
  return first && second ? [first, second, ...rest] : oneBucket(counts, edgesMs);
}

/** Nearly everything in one bucket: its own edges are all there is. */
function oneBucket(counts: readonly number[], edgesMs: readonly number[]): [Knot, Knot] {
  const fullest = counts.indexOf(Math.max(...counts));
  const all = total(counts) + 1;
  const above = total(counts.slice(fullest + 1)) + 0.5;
  const below = total(counts.slice(0, fullest)) + 0.5;
  const [low, high] = bounds(edgesMs, fullest);
  return [
    { x: Math.log(low), logit: Math.log((all - below) / below) },
    { x: Math.log(high), logit: Math.log(above / (all - above)) },
  ];
}

function logit(points: [Knot, Knot, ...Knot[]], x: number): number {
  let high = points.findIndex((point) => point.x >= x);
  if (high < 0) high = points.length - 1;
  const [a, b] = [points[Math.max(0, high - 1)] as Knot, points[Math.max(1, high)] as Knot];
  return a.logit + ((b.logit - a.logit) * (x - a.x)) / (b.x - a.x);
}
