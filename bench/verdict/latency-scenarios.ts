import type { LatencyWorld } from './latency-world.ts';

/** A minute is a whole number of these. */
const tickSeconds = (requestsPerSecond: number) => Math.min(30, Math.max(1, Math.round(100 / requestsPerSecond)));

const world = (name: string, requestsPerSecond: number, rest: Partial<LatencyWorld> = {}): LatencyWorld => ({
  name: `${name}, ${requestsPerSecond.toLocaleString('en')}/s`,
  requestsPerSecond,
  tickSeconds: tickSeconds(requestsPerSecond),
  ...rest,
});

const coldFor = (seconds: number, times: number) => (at: number) => 1 + (times - 1) * Math.max(0, 1 - at / seconds);
const all = (times: number) => () => times;

/** Releases that take as long as what they replace. */
export const EQUALLY_FAST: readonly LatencyWorld[] = [
  world('A/A', 5_000),
  world('A/A', 100),
  world('shared shocks', 1_000, { shocks: 0.2 }),
  world('instances differ by 3 %', 5_000, { instanceSpread: 0.03 }),
  world('instances wander by 3 %', 1_000, { instanceNoise: 0.03 }),
  world('cold start x1.3 over 5 s', 1_000, { slower: coldFor(5, 1.3), warmUpMs: 60_000 }),
  world('cold start x1.5 over 60 s', 1_000, { slower: coldFor(60, 1.5), warmUpMs: 60_000 }),
  world('cold start x3 over 60 s', 1_000, { slower: coldFor(60, 3), warmUpMs: 60_000 }),
];

/** Releases that are slower, and from when. */
export const SLOWER: readonly LatencyWorld[] = [
  world('p50 +10 %', 5_000, { slower: all(1.1), limit: 471 }),
  world('p50 +10 %', 100, { slower: all(1.1), limit: 471 }),
  world('p50 +10 % and shared shocks', 1_000, { slower: all(1.1), shocks: 0.2, limit: 471 }),
  world('p99 +20 %', 5_000, { slowerTail: all(1.2), limit: 5_246 }),
  world('p99 +20 %', 100, { slowerTail: all(1.2), limit: 5_246 }),
  world('leak to +50 % from 600 s', 1_000, {
    slower: (at) => 1 + 0.5 * Math.min(1, Math.max(0, (at - 600) / 3_000)),
    from: 600,
  }),
  world('all x2', 10, { slower: all(2), limit: 10 }),
  world('all x2', 1, { slower: all(2), limit: 10 }),
  world('p50 +10 % and instances wander', 1_000, { slower: all(1.1), instanceNoise: 0.03 }),
];
