import { LATENCY_EDGES_MS } from '../../src/lib/latency-edges.ts';
import { uncalibrated } from '../../src/verdict/calibration.ts';
import type { Counts } from '../../src/verdict/counts.ts';
import { seeded } from '../../src/verdict/seeded.ts';
import type { SettingsGiven } from '../../src/verdict/settings.ts';
import { simulateTick } from '../../src/verdict/simulated-traffic.ts';
import { startVerdict } from '../../src/verdict/start.ts';
import { tick } from '../../src/verdict/tick.ts';

/**
 * What a judge costs: microseconds per tick and count metric, and bytes of state, beside the goals. The counts are drawn
 * beforehand; every tick is decided.
 */
const GOAL_MICROSECONDS = 1;
const GOAL_BYTES = 1_024;
const TICKS = 3_600;
const ROUNDS = 40;
const OPEN: SettingsGiven = { alpha: 1e-300, beta: 1e-300, atMostMs: 1e12, latency: 'off' };

const random = seeded(1);
const traffic = { requestsPerTick: 1_000, weight: 5, green: { errorRate: 0.01 }, blue: { errorRate: 0.01 } };
const ticks = Array.from({ length: TICKS }, (_, i) => simulateTick(traffic, (i + 1) * 1_000, random));
const slowTicks = ticks.map((counts) => ({
  ...counts,
  green: withLatency(counts.green),
  blue: withLatency(counts.blue),
}));

const errors = measure(ticks, OPEN);
const both = measure(slowTicks, { ...OPEN, latency: { edgesMs: LATENCY_EDGES_MS }, warmUpMs: 0 });
console.log(
  [
    `errors:             ${errors.microseconds.toFixed(2)} µs per tick (${(errors.microseconds / GOAL_MICROSECONDS).toFixed(2)} of the goal of ${GOAL_MICROSECONDS} µs), ${errors.bytes} bytes of state as JSON (${(errors.bytes / GOAL_BYTES).toFixed(2)} of ${GOAL_BYTES})`,
    `errors and latency: ${both.microseconds.toFixed(2)} µs per tick with ${LATENCY_EDGES_MS.length + 1} buckets, ${(both.microseconds / errors.microseconds).toFixed(0)} times the errors alone`,
  ].join('\n'),
);

function measure(counts: readonly Counts[], settings: SettingsGiven): { microseconds: number; bytes: number } {
  let best = Infinity;
  let bytes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let state = startVerdict(uncalibrated({ phi: 1, sigma: 0.03 }), settings, 0);
    const began = performance.now();
    for (const each of counts) state = tick(state, each);
    best = Math.min(best, ((performance.now() - began) * 1_000) / counts.length);
    const { settings: _, calibration: __, ...moving } = state;
    bytes = JSON.stringify(moving).length;
  }
  return { microseconds: best, bytes };
}

function withLatency<Arm extends { requests: number }>(arm: Arm): Arm & { latency: number[] } {
  const latency = LATENCY_EDGES_MS.map(() => 0).concat(0);
  for (let i = 0; i < arm.requests; i++) {
    const bucket = 60 + Math.round(random.normal() * 5);
    latency[bucket] = (latency[bucket] ?? 0) + 1;
  }
  return { ...arm, latency };
}
