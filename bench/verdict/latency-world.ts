import type { Seeded } from '../../src/verdict/seeded.ts';

/** How long a service takes, and what the release does to it. */
export interface LatencyWorld {
  name: string;
  requestsPerSecond: number;
  /** Seconds per tick: a slow service is not asked every second. */
  tickSeconds: number;
  /** Factors of the canary's latency, of everything and of the slow part, by seconds since the start. */
  slower?: (at: number) => number;
  slowerTail?: (at: number) => number;
  /** From when it is slower, in seconds. */
  from?: number;
  /** Slow shocks on both versions: standard deviation of the log latency over 60 s. */
  shocks?: number;
  /** Instances differ for good, or wander over 60 s: standard deviation of the log latency. */
  instanceSpread?: number;
  instanceNoise?: number;
  /** Requests of the canary that a rule needs at least, its baseline unknown (Wald); where computed. */
  limit?: number;
  warmUpMs?: number;
}

export const EDGES_MS: readonly number[] = Array.from({ length: 8 * 17 + 1 }, (_, i) => 0.25 * 2 ** (i / 8));
const PARTS = [
  { weight: 0.95, medianMs: 50, spread: 0.5 },
  { weight: 0.05, medianMs: 250, spread: 0.6 },
] as const;

/** Chance of each bucket when everything, and the slow part besides, takes so many times as long. */
export function chances(all: number, tail: number): number[] {
  const below = EDGES_MS.map((edge) =>
    PARTS.reduce((sum, { weight, medianMs, spread }, part) => {
      const median = medianMs * all * (part === 1 ? tail : 1);
      return sum + weight * normalBelow(Math.log(edge / median) / spread);
    }, 0),
  );
  return [...below, 1].map((share, k) => share - (below[k - 1] ?? 0));
}

const STEP = 0.002;
const kept = new Map<string, number[]>();

/** The same on a grid of log factors: close enough, and computed once. */
export function chancesNear(all: number, tail = 1): readonly number[] {
  const key = `${Math.round(Math.log(all) / STEP)} ${Math.round(Math.log(tail) / STEP)}`;
  let found = kept.get(key);
  if (!found) {
    const [a, b] = key.split(' ').map((grid) => Math.exp(Number(grid) * STEP)) as [number, number];
    found = chances(a, b);
    kept.set(key, found);
  }
  return found;
}

/** Counts per bucket of about so many requests. */
export function draw(requests: number, chance: readonly number[], random: Seeded): number[] {
  return chance.map((p) => (requests * p < 1e-9 ? 0 : random.poisson(requests * p)));
}

/** Normal distribution function (Abramowitz and Stegun 26.2.17, error below 1e-7). */
function normalBelow(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return x >= 0 ? 1 - tail : tail;
}
