import { bucketOf } from './buckets.ts';
import type { ArmCounts, Counts } from './counts.ts';
import type { Seeded } from './seeded.ts';

/** Traffic with known truth, one tick at a time: what a judge is tried on. */
export interface SimulatedTraffic {
  requestsPerTick: number;
  /** The canary's share in percent; exact, as on a router with shuffled blocks. */
  weight: number;
  green: SimulatedArm;
  blue: SimulatedArm;
  /** Upper edges of the latency buckets in milliseconds; without them no histogram is made. */
  edgesMs?: readonly number[];
}

export interface SimulatedArm {
  errorRate: number;
  /** Median and spread of a lognormal latency. */
  medianMs?: number;
  logSpread?: number;
}

export function simulateTick(traffic: SimulatedTraffic, atMs: number, random: Seeded): Counts {
  const green = Math.round((traffic.requestsPerTick * traffic.weight) / 100);
  return {
    atMs,
    green: simulateArm(traffic.green, green, traffic.edgesMs, random),
    blue: simulateArm(traffic.blue, traffic.requestsPerTick - green, traffic.edgesMs, random),
    weight: traffic.weight,
  };
}

function simulateArm(
  { errorRate, medianMs = 50, logSpread = 0.5 }: SimulatedArm,
  requests: number,
  edgesMs: readonly number[] | undefined,
  random: Seeded,
): ArmCounts {
  const counts = { requests, errors: random.binomial(requests, errorRate), answers: requests };
  if (!edgesMs) return counts;
  const latency = Array.from({ length: edgesMs.length + 1 }, () => 0);
  for (let i = 0; i < requests; i++) {
    const bucket = bucketOf(edgesMs, medianMs * Math.exp(logSpread * random.normal()));
    latency[bucket] = (latency[bucket] as number) + 1;
  }
  return { ...counts, latency };
}
