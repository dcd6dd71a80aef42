import { bucketOf, quantile, total } from './buckets.ts';
import { survivalOf } from './survival.ts';

/** The bets on a latency histogram, fixed by the baseline before any request of the canary is counted. */
export interface LatencyScores {
  /** e^score per bucket, one list per bet. */
  factors: readonly Float64Array[];
  scores: readonly Float64Array[];
  weights: readonly number[];
  /** First bucket above the p50, p90, p99 and p99.9. */
  slowFrom: readonly number[];
  /** Small slowdowns of everything, and of the tail. */
  spread: readonly SpreadScores[];
}

export interface SpreadScores {
  /** Score of one logarithmic unit of slowdown, for small ones. */
  unit: Float64Array;
  /** The bets that are larger slowdowns of the same kind, and their logarithms, rising. */
  bets: readonly number[];
  at: readonly number[];
}

export const QUANTILES = [0.5, 0.9, 0.99, 0.999];
const RAISES = [1.25, 1.6, 2.5, 6];
const SCALES = [0.05, 0.1, 0.2, 0.5, 1];
const TAIL = [0.08, 0.17, 0.4, 1];
const FAR_TAIL = [0.2, 0.5, 1];
/**
 * What each bet gets of the capital. Small slowdowns are the hard ones: there every nat costs the most requests. The bets
 * on a share of slow requests alone are for shapes that no slowdown of a kind makes.
 */
const RAISE_WEIGHTS = QUANTILES.flatMap(() => RAISES.map(() => 0.1 / (QUANTILES.length * RAISES.length)));
const SCALE_WEIGHTS = [0.08, 0.12, 0.08, 0.05, 0.07];
const TAIL_WEIGHTS = [0.08, 0.2, 0.08, 0.04];
const FAR_TAIL_WEIGHTS = [0.04, 0.03, 0.03];
/** A slower tail is a shift that sets in between these two quantiles; of the far tail, a stretch beyond the third. */
const TAIL_FROM = 0.93;
const TAIL_FULLY = 0.98;
const FAR_TAIL_FROM = 0.99;
const GENTLEST_RISE = 1.5;
const CLIP = 4;
/** Beyond this share nothing is known of the tail: a far bucket must not carry a bet of its own. */
const FLAT_BEYOND = 0.0003;
const LEAST_IN_TAIL = 10;
const UNIT_STEP = 0.05;

/** @param baseline the baseline's counts per bucket, at least a few hundred */
export function makeScores(baseline: readonly number[], edgesMs: readonly number[]): LatencyScores {
  const survive = survivalOf(baseline, edgesMs);
  const flatBeyond = Math.max(FLAT_BEYOND, LEAST_IN_TAIL / total(baseline));
  const point = (fraction: number) => quantile(baseline, edgesMs, fraction);
  const shifted = shiftBetween(Math.log(point(TAIL_FROM)), Math.log(point(TAIL_FULLY)));
  const farFrom = point(FAR_TAIL_FROM);
  const score = (shrink: (at: number) => number) => logRatios(survive, shrink, edgesMs, flatBeyond);
  const slowFrom = QUANTILES.map((fraction) => bucketOf(edgesMs, point(fraction)) + 1);
  const groups = [
    slowFrom.flatMap((from) => RAISES.map((raise) => exceedance(edgesMs.length + 1, from, Math.log(raise)))),
    SCALES.map((by) => score((at) => at / (1 + by))),
    TAIL.map((by) => score(shifted(by))),
    FAR_TAIL.map((by) => score((at) => (at <= farFrom ? at : farFrom + (at - farFrom) / (1 + by)))),
  ];
  const scores = groups.flat();
  return {
    scores,
    factors: scores.map((list) => list.map(Math.exp)),
    weights: [...RAISE_WEIGHTS, ...SCALE_WEIGHTS, ...TAIL_WEIGHTS, ...FAR_TAIL_WEIGHTS],
    slowFrom,
    spread: [
      spreadScores(
        score((at) => at / (1 + UNIT_STEP)),
        SCALES,
        (groups[0] as Float64Array[]).length,
      ),
      spreadScores(score(shifted(UNIT_STEP)), TAIL, groups.slice(0, 2).flat().length),
    ],
  };
}

/** A slowdown that sets in gradually between two logarithms of values. */
function shiftBetween(from: number, fully: number): (by: number) => (at: number) => number {
  return (by) => (at) => {
    // A shift that set in faster than this would put slower requests before faster ones.
    const span = Math.max(fully - from, GENTLEST_RISE * Math.log1p(by));
    const part = Math.min(1, Math.max(0, (Math.log(at) - from) / span));
    return at * (1 + by) ** -part;
  };
}

function spreadScores(step: Float64Array, slowdowns: readonly number[], firstBet: number): SpreadScores {
  return {
    unit: step.map((value) => value / Math.log1p(UNIT_STEP)),
    bets: slowdowns.map((_, i) => firstBet + i),
    at: slowdowns.map(Math.log1p),
  };
}

/** ln(slowed/baseline) per bucket, clipped, and flat where the baseline has no more than a trace on either side. */
function logRatios(
  survive: (at: number) => number,
  shrink: (at: number) => number,
  edgesMs: readonly number[],
  flatBeyond: number,
): Float64Array {
  const scores = new Float64Array(edgesMs.length + 1);
  let [above, slowedAbove] = [1, 1];
  let firstKnown = -1;
  for (let k = 0; k <= edgesMs.length; k++) {
    if (above <= flatBeyond && k > 0) {
      scores[k] = scores[k - 1] as number;
      continue;
    }
    const edge = edgesMs[k];
    const next = edge === undefined ? 0 : survive(edge);
    const slowedNext = edge === undefined ? 0 : survive(shrink(edge));
    const ratio = Math.log((slowedAbove - slowedNext) / (above - next));
    scores[k] = Math.max(-CLIP, Math.min(CLIP, ratio));
    if (firstKnown < 0 && 1 - next > flatBeyond) firstKnown = k;
    [above, slowedAbove] = [next, slowedNext];
  }
  return scores.fill(scores[Math.max(0, firstKnown)] as number, 0, Math.max(0, firstKnown));
}

function exceedance(buckets: number, from: number, score: number): Float64Array {
  return new Float64Array(buckets).map((_, k) => (k >= from ? score : 0));
}
