import { bucketOf, partBelow, total } from './buckets.ts';
import { logWeightedSum } from './log-sum.ts';

/**
 * Evidence that the canary is *not* slower by the margin at one quantile. The hypothesis to rule out: as large a share of
 * the canary's requests lies above c·(1 + margin) as of the baseline's above c, where c is the baseline's quantile. Given
 * both together the canary's number is then at least hypergeometric.
 */
export interface LatencyGuard {
  bets: number[];
}

/** Parts of each bucket that lie above the cut, 0 to 1. */
export interface Cut {
  canary: readonly number[];
  baseline: readonly number[];
}

/** The canary's true share above the cut over the one to rule out. */
const RATIOS = [0.3, 0.5, 0.7, 0.85];
const WEIGHTS = RATIOS.map(() => 1 / RATIOS.length);

export function startLatencyGuard(): LatencyGuard {
  return { bets: RATIOS.map(() => 0) };
}

/** @param at the baseline's quantile in milliseconds; @param margin as a fraction */
export function makeCut(edgesMs: readonly number[], at: number, margin: number): Cut {
  return { canary: partsAbove(edgesMs, at * (1 + margin)), baseline: partsAbove(edgesMs, at) };
}

export function guardLatency(
  guard: LatencyGuard,
  canary: readonly number[],
  baseline: readonly number[],
  cut: Cut,
  phi: number,
): LatencyGuard {
  const [requests, others] = [total(canary), total(baseline)];
  if (requests === 0 || others === 0) return guard;
  const slow = above(canary, cut.canary);
  const pooled = (slow + above(baseline, cut.baseline)) / (requests + others);
  return {
    bets: guard.bets.map((log, j) => {
      const ratio = RATIOS[j] as number;
      return log + (slow * Math.log(ratio) - requests * Math.log1p(pooled * (ratio - 1))) / phi;
    }),
  };
}

/** ln of the evidence that the canary is not slower by the margin. */
export function logNotSlower(guard: LatencyGuard): number {
  return logWeightedSum(guard.bets, WEIGHTS);
}

function partsAbove(edgesMs: readonly number[], at: number): number[] {
  const cut = bucketOf(edgesMs, at);
  return Array.from({ length: edgesMs.length + 1 }, (_, k) => {
    if (k !== cut) return k > cut ? 1 : 0;
    return 1 - partBelow(edgesMs, k, at);
  });
}

function above(counts: readonly number[], parts: readonly number[]): number {
  let sum = 0;
  for (let k = 0; k < counts.length; k++) sum += (counts[k] as number) * (parts[k] as number);
  return sum;
}
