import { total } from './buckets.ts';
import type { Noise } from './count-harm.ts';
import { type LatencyScores, QUANTILES } from './latency-scores.ts';
import { logAdd } from './log-sum.ts';
import { enterReserve, LOG_AT_START, logCapital } from './onset.ts';
import { EMPTY_SPREAD, logSpread, type Spread } from './spread.ts';

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
const NONE = QUANTILES.map(() => 0);
const EMPTY_BLOCK = { canary: NONE, all: NONE, expected: NONE };

export function startLatencyHarm(scores: LatencyScores): LatencyHarm {
  return {
    likelihood: scores.scores.map(() => LOG_AT_START),
    share: SHARE_WEIGHTS.map(() => LOG_AT_START),
    block: EMPTY_BLOCK,
    spreads: scores.spread.map(() => EMPTY_SPREAD),
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
  return {
    likelihood: harm.likelihood.map((log, j) => {
      const earned = dot(scores.scores[j], canary);
      return log + (earned - requests * Math.log(dot(scores.factors[j], all) / (requests + others))) / phi;
    }),
    share: harm.share,
    block: addSlow(harm.block, canary, all, share, scores.slowFrom),
    spreads: harm.spreads.map((spread, i) => addSpread(spread, canary, all, share, scores.spread[i], phi)),
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

export function restartLatency(harm: LatencyHarm, restarts: number): LatencyHarm {
  return {
    ...harm,
    likelihood: enterReserve(harm.likelihood, restarts),
    share: enterReserve(harm.share, restarts),
  };
}

/** ln of the evidence, over what the spread between instances explains (the larger of the whole and of the tail). */
export function logLatencyHarm(harm: LatencyHarm, restarts: number, scores: LatencyScores, { sigma }: Noise): number {
  const likelihood = logCapital(harm.likelihood, scores.weights, restarts);
  const share = logCapital(harm.share, SHARE_WEIGHTS, restarts);
  const explained = Math.max(...harm.spreads.map((spread) => logSpread(spread, sigma)));
  return logAdd(likelihood, share) - Math.LN2 - explained;
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
  const slow = (counts: readonly number[], q: number) => total(counts.slice(slowFrom[q] as number));
  return {
    canary: block.canary.map((count, q) => count + slow(canary, q)),
    all: block.all.map((count, q) => count + slow(all, q)),
    expected: block.expected.map((count, q) => count + share * slow(all, q)),
  };
}

function addSpread(
  spread: Spread,
  canary: readonly number[],
  all: readonly number[],
  share: number,
  score: Float64Array | undefined,
  phi: number,
): Spread {
  const requests = total(canary);
  const mean = dot(score, all) / total(all);
  const meanSquare = all.reduce((sum, count, k) => sum + count * ((score?.[k] ?? 0) - mean) ** 2, 0) / total(all);
  return {
    surplus: spread.surplus + (dot(score, canary) - requests * mean) / phi,
    variance: spread.variance + (requests * (1 - share) * meanSquare) / phi,
    settled: spread.settled,
  };
}

function dot(score: Float64Array | undefined, counts: readonly number[]): number {
  let sum = 0;
  for (let k = 0; k < counts.length; k++) sum += (counts[k] as number) * (score?.[k] ?? 0);
  return sum;
}
