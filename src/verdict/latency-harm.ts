import { total } from './buckets.ts';
import type { Noise } from './count-harm.ts';
import { type LatencyScores, QUANTILES, type SpreadScores } from './latency-scores.ts';
import { logWeightedSum } from './log-sum.ts';
import { enterReserve, LOG_AT_START, logCapital, type Restarts } from './onset.ts';
import { emptySpread, logAnySlowdown, logSpread, type Spread } from './spread.ts';

/** Evidence that the canary's requests are slower than the baseline's, from both histograms of a block. */
export interface LatencyHarm {
  /** ln of the capital of each bet on the whole histogram. */
  likelihood: number[];
  /** ln of the capital of each bet on the canary's share of slow requests: four quantiles, eight stakes. */
  share: number[];
  block: { canary: number[]; all: number[]; expected: number[] };
  spreads: Spread[];
}

const RAISES = [1.25, 1.6, 2.5, 6];
const STAKES = [0.1, 0.3, 0.6, 0.95];
const BETS = 2 * STAKES.length;
const SHARE_WEIGHTS = QUANTILES.flatMap(() => Array.from({ length: BETS }, () => 1 / (QUANTILES.length * BETS)));
/**
 * Of the bets on the whole histogram, on the shares of blocks, and on any slowdown of everything and of the tail. Where
 * slow requests clump, the first are tempered and the blocks carry the evidence.
 */
const KINDS_CLUMPED = [0.4, 0.5, 0.05, 0.05];
const KINDS_INDEPENDENT = [0.87, 0, 0.08, 0.05];
const CLUMPED_PHI = 1.35;
const NONE = QUANTILES.map(() => 0);
const EMPTY_BLOCK = { canary: NONE, all: NONE, expected: NONE };

export function startLatencyHarm(scores: LatencyScores): LatencyHarm {
  return {
    likelihood: scores.scores.map(() => LOG_AT_START),
    share: SHARE_WEIGHTS.map(() => LOG_AT_START),
    block: EMPTY_BLOCK,
    spreads: scores.spread.map(({ at }) => emptySpread(at.length)),
  };
}

/** Counts one block of both arms, hundreds of requests together: a block of one request says nothing. */
export function countLatency(
  harm: LatencyHarm,
  canary: readonly number[],
  baseline: readonly number[],
  scores: LatencyScores,
  { phi }: Noise,
): LatencyHarm {
  const [requests, others] = [total(canary), total(baseline)];
  if (requests === 0 || others === 0) return harm;
  const all = canary.map((count, k) => count + (baseline[k] as number));
  const share = requests / (requests + others);
  const earned = scores.scores.map((score, j) => {
    const expected = requests * Math.log(dot(scores.factors[j] as Float64Array, all) / (requests + others));
    return (dot(score, canary) - expected) / phi;
  });
  return {
    likelihood: harm.likelihood.map((log, j) => log + (earned[j] as number)),
    share: harm.share,
    block: addSlow(harm.block, canary, all, share, scores.slowFrom),
    spreads: harm.spreads.map((spread, i) => {
      const kind = scores.spread[i] as SpreadScores;
      const likelihood = spread.likelihood.map((log, k) => log + (earned[kind.bets[k] as number] as number));
      return { ...addSurplus(spread, canary, all, share, kind.unit, phi), likelihood };
    }),
  };
}

/** Bets on the canary's share of the block's slow requests. */
export function closeLatencyBlock(harm: LatencyHarm, { eta }: Noise): LatencyHarm {
  const share = harm.share.map((log, i) => {
    const q = Math.floor(i / BETS);
    const [canary, all, expected] = [harm.block.canary[q], harm.block.all[q], harm.block.expected[q]] as [
      number,
      number,
      number,
    ];
    if (all === 0) return log;
    return log + eta * Math.log1p(stake(i % BETS, expected / all) * (canary / expected - 1));
  });
  return { ...harm, share, block: EMPTY_BLOCK };
}

export function restartLatency(harm: LatencyHarm, restarts: Restarts): LatencyHarm {
  return {
    ...harm,
    likelihood: enterReserve(harm.likelihood, restarts),
    share: enterReserve(harm.share, restarts),
  };
}

/** ln of the evidence, over what the spread between instances explains (the larger of the whole and of the tail). */
export function logLatencyHarm(
  harm: LatencyHarm,
  restarts: number,
  scores: LatencyScores,
  { phi, sigma }: Noise,
): number {
  const likelihood = logCapital(harm.likelihood, scores.weights, restarts);
  const share = logCapital(harm.share, SHARE_WEIGHTS, restarts);
  const explained = Math.max(
    ...harm.spreads.map((spread, i) => logSpread(spread, (scores.spread[i] as SpreadScores).at, sigma)),
  );
  const any = harm.spreads.map((spread, i) => logAnySlowdown(spread, (scores.spread[i] as SpreadScores).at));
  return logWeightedSum([likelihood, share, ...any], phi > CLUMPED_PHI ? KINDS_CLUMPED : KINDS_INDEPENDENT) - explained;
}

function stake(bet: number, share: number): number {
  if (bet >= RAISES.length) return STAKES[bet - RAISES.length] as number;
  const odds = share * ((RAISES[bet] as number) - 1);
  return odds / (1 + odds);
}

function addSlow(
  block: LatencyHarm['block'],
  canary: readonly number[],
  all: readonly number[],
  share: number,
  slowFrom: readonly number[],
): LatencyHarm['block'] {
  const slow = (counts: readonly number[], q: number) => total(counts.slice(slowFrom[q]));
  return {
    canary: block.canary.map((count, q) => count + slow(canary, q)),
    all: block.all.map((count, q) => count + slow(all, q)),
    expected: block.expected.map((count, q) => count + share * slow(all, q)),
  };
}

function addSurplus(
  spread: Spread,
  canary: readonly number[],
  all: readonly number[],
  share: number,
  unit: Float64Array,
  phi: number,
): Spread {
  const requests = total(canary);
  const mean = dot(unit, all) / total(all);
  const meanSquare = all.reduce((sum, count, k) => sum + count * ((unit[k] as number) - mean) ** 2, 0) / total(all);
  return {
    ...spread,
    surplus: spread.surplus + (dot(unit, canary) - requests * mean) / phi,
    variance: spread.variance + (requests * (1 - share) * meanSquare) / phi,
  };
}

function dot(score: Float64Array, counts: readonly number[]): number {
  let sum = 0;
  for (let k = 0; k < counts.length; k++) sum += (counts[k] as number) * (score[k] as number);
  return sum;
}
