import { bucketOf, quantile, shareAbove, total } from './buckets.ts';

/** The bets on a latency histogram, fixed by the baseline before any request of the canary is counted. */
export interface LatencyScores {
  /** e^score per bucket, one list per bet. */
  factors: readonly Float64Array[];
  scores: readonly Float64Array[];
  weights: readonly number[];
  /** First bucket above the p50, p90, p99 and p99.9. */
  slowFrom: readonly number[];
  /** Score of one logarithmic unit of slowdown: of everything, and of the tail. */
  spread: readonly Float64Array[];
}

export const QUANTILES = [0.5, 0.9, 0.99, 0.999];
const RAISES = [1.25, 1.6, 2.5, 6];
const SCALES = [0.05, 0.1, 0.2, 0.5, 1];
const TAIL_97 = [0.1, 0.2, 0.5, 1];
const TAIL_99 = [0.2, 0.5, 1];
const GROUP_WEIGHTS = [0.3, 0.23, 0.24, 0.23];
const CLIP = 4;
/** Beyond this share nothing is known of the tail: a far bucket must not carry a bet of its own. */
const FLAT_BEYOND = 0.0003;
/** Mass of the baseline that is spread over all buckets, so that an empty one is unlikely, not impossible. */
const SMOOTHING = 1e-5;
const UNIT_STEP = 0.05;

/** @param baseline the baseline's counts per bucket, at least a few hundred */
export function makeScores(baseline: readonly number[], edgesMs: readonly number[]): LatencyScores {
  const survive = (at: number) => smooth(shareAbove(baseline, edgesMs, at), at, edgesMs);
  const point = (fraction: number) => quantile(baseline, edgesMs, fraction);
  const stretched = (from: number, by: number) => (at: number) => (at <= from ? at : from + (at - from) / (1 + by));
  const score = (shrink: (at: number) => number) => logRatios(survive, shrink, edgesMs);
  const slowFrom = QUANTILES.map((fraction) => bucketOf(edgesMs, point(fraction)) + 1);
  const groups = [
    slowFrom.flatMap((from) => RAISES.map((raise) => exceedance(edgesMs.length + 1, from, Math.log(raise)))),
    SCALES.map((by) => score((at) => at / (1 + by))),
    TAIL_97.map((by) => score(stretched(point(0.97), by))),
    TAIL_99.map((by) => score(stretched(point(0.99), by))),
  ];
  const perUnit = (list: Float64Array) => list.map((value) => value / Math.log1p(UNIT_STEP));
  const scores = groups.flat();
  return {
    scores,
    factors: scores.map((list) => list.map(Math.exp)),
    weights: groups.flatMap((group, g) => group.map(() => (GROUP_WEIGHTS[g] as number) / group.length)),
    slowFrom,
    spread: [perUnit(score((at) => at / (1 + UNIT_STEP))), perUnit(score(stretched(point(0.97), UNIT_STEP)))],
  };
}

/** ln(slowed/baseline) per bucket, clipped, and flat where the baseline has no more than a trace. */
function logRatios(
  survive: (at: number) => number,
  shrink: (at: number) => number,
  edgesMs: readonly number[],
): Float64Array {
  const scores = new Float64Array(edgesMs.length + 1);
  let [above, slowedAbove] = [1, 1];
  for (let k = 0; k <= edgesMs.length; k++) {
    if (above <= FLAT_BEYOND && k > 0) {
      scores[k] = scores[k - 1] as number;
      continue;
    }
    const edge = edgesMs[k];
    const next = edge === undefined ? 0 : survive(edge);
    const slowedNext = edge === undefined ? 0 : survive(shrink(edge));
    const ratio = Math.log((slowedAbove - slowedNext) / (above - next));
    scores[k] = Math.max(-CLIP, Math.min(CLIP, ratio));
    [above, slowedAbove] = [next, slowedNext];
  }
  return scores;
}

function smooth(share: number, at: number, edgesMs: readonly number[]): number {
  const rest = (edgesMs.length - bucketOf(edgesMs, at)) / (edgesMs.length + 1);
  return (1 - SMOOTHING) * share + SMOOTHING * Math.max(rest, 1 / (edgesMs.length + 1));
}

function exceedance(buckets: number, from: number, score: number): Float64Array {
  return new Float64Array(buckets).map((_, k) => (k >= from ? score : 0));
}

/** Whether a baseline has enough requests to fix bets by it. */
export function enoughFor(baseline: readonly number[] | undefined, requests: number): boolean {
  return baseline !== undefined && total(baseline) >= requests;
}
