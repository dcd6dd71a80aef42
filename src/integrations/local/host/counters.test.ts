import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LATENCY_EDGES_MS } from '../../../ports/router.ts';
import { createTally, latencyBucket } from './counters.ts';

test('a latency falls into the bucket whose edges hold it', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 100_000, noNaN: true }), (milliseconds) => {
      const bucket = latencyBucket(milliseconds);
      expect(milliseconds).toBeLessThanOrEqual(LATENCY_EDGES_MS[bucket] ?? Infinity);
      expect(milliseconds).toBeGreaterThan(bucket === 0 ? -1 : (LATENCY_EDGES_MS[bucket - 1] ?? Infinity));
    }),
  );
});

test('every edge belongs to its own bucket, and what is slower than the last to the rest', () => {
  for (const [index, edge] of LATENCY_EDGES_MS.entries()) expect(latencyBucket(edge)).toBe(index);
  expect(latencyBucket(1e9)).toBe(LATENCY_EDGES_MS.length);
});

test('errors are 5xx, unanswered and broken-off answers, each counted once', () => {
  const tally = createTally('e1');
  for (let request = 0; request < 6; request++) tally.dispatched();
  tally.answered(200);
  tally.completed(3);
  tally.answered(503);
  tally.completed(1);
  tally.answered(200);
  tally.aborted(200);
  tally.answered(500);
  tally.aborted(500);
  tally.unanswered(true);
  tally.unanswered(false);
  const counters = tally.read();
  expect(counters).toMatchObject({ epoch: 'e1', requests: 6, errors: 4 });
  expect(counters.statuses).toEqual({ '2xx': 2, '3xx': 0, '4xx': 0, '5xx': 2, none: 2 });
  expect(counters.latency.reduce((sum, count) => sum + count, 0)).toBe(2);
  expect(counters.latency).toHaveLength(LATENCY_EDGES_MS.length + 1);
});
