import { calibrate } from '../../src/verdict/calibrate.ts';
import type { Calibration } from '../../src/verdict/calibration.ts';
import type { HistoryTick } from '../../src/verdict/history.ts';
import type { Seeded } from '../../src/verdict/seeded.ts';
import { CANARY_SHARE, INSTANCES } from './error-world.ts';
import { chancesNear, draw, EDGES_MS, type LatencyWorld } from './latency-world.ts';

const MEMORY_SECONDS = 60;
const HISTORY_TICK_SECONDS = 60;

export interface Histograms {
  at: number;
  green: number[];
  blue: number[];
}

/** The ticks of one release under this world. */
export function latencyRelease(world: LatencyWorld, random: Seeded): (at: number) => Histograms {
  const factors = factorsOf(world, random, world.tickSeconds);
  return (at) => {
    const now = factors();
    const [own, ...others] = now as [number, ...number[]];
    const requests = world.requestsPerSecond * world.tickSeconds;
    const slower = own * (world.slower?.(at) ?? 1);
    return {
      at,
      green: draw(requests * CANARY_SHARE, chancesNear(slower, world.slowerTail?.(at) ?? 1), random),
      blue: draw(requests * (1 - CANARY_SHARE), mixture(others), random),
    };
  };
}

/** What the day before taught about the baseline: every instance, every minute. */
export function latencyCalibration(world: LatencyWorld, random: Seeded, hours = 24): Calibration {
  const factors = factorsOf(world, random, HISTORY_TICK_SECONDS);
  const perInstance = (world.requestsPerSecond * HISTORY_TICK_SECONDS) / INSTANCES;
  const ticks = Array.from({ length: (hours * 3_600) / HISTORY_TICK_SECONDS }, (_, i): HistoryTick => ({
    atMs: (i + 1) * HISTORY_TICK_SECONDS * 1_000,
    instances: factors().map((factor, id) => {
      const latency = draw(perInstance, chancesNear(factor), random);
      return { id: `${id}`, requests: latency.reduce((a, b) => a + b, 0), errors: 0, latency };
    }),
  }));
  return calibrate(ticks, EDGES_MS);
}

/** Factor of every instance's latency, the canary's first, one step after another. */
function factorsOf(world: LatencyWorld, random: Seeded, stepSeconds: number): () => number[] {
  const { shocks = 0, instanceSpread = 0, instanceNoise = 0 } = world;
  const keep = Math.exp(-stepSeconds / MEMORY_SECONDS);
  const fresh = Math.sqrt(1 - keep * keep);
  const fixed = Array.from({ length: INSTANCES }, () => instanceSpread * random.normal());
  const wander = Array.from({ length: INSTANCES }, () => random.normal());
  let shock = random.normal();
  return () => {
    if (shocks) shock = keep * shock + fresh * random.normal();
    if (instanceNoise) wander.forEach((value, i) => (wander[i] = keep * value + fresh * random.normal()));
    return fixed.map((value, i) => Math.exp(value + instanceNoise * (wander[i] as number) + shocks * shock));
  };
}

function mixture(factors: readonly number[]): readonly number[] {
  if (factors.every((factor) => factor === factors[0])) return chancesNear(factors[0] as number);
  const sum = EDGES_MS.map(() => 0).concat(0);
  for (const factor of factors) chancesNear(factor).forEach((p, k) => (sum[k] = (sum[k] as number) + p));
  return sum.map((p) => p / factors.length);
}
