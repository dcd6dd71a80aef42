import { expect, test } from 'vitest';
import type { TimedCounters } from '../../../ports/router.ts';
import { createPast } from './past.ts';

const counters = (requests: number, errors: number, epoch = 'first'): TimedCounters => ({
  epoch,
  requests,
  errors,
  statuses: {},
  latency: [requests, 0],
});

test('ticks are increments, and the histogram of a minute comes with its last tick', () => {
  const past = createPast();
  for (let tick = 0; tick <= 12; tick++) past.add(counters(tick * 10, tick), tick * 10_000);
  const ticks = past.read();
  expect(ticks).toHaveLength(12);
  expect(ticks.map(({ instances }) => instances[0]?.requests)).toEqual(ticks.map(() => 10));
  expect(ticks.map(({ instances }) => instances[0]?.latency)).toEqual(
    ticks.map((_, i) => ((i + 1) % 6 === 0 ? [60, 0] : undefined)),
  );
});

test('a release that is started anew has no past', () => {
  const past = createPast();
  past.add(counters(5, 0), 0);
  past.add(counters(9, 1), 10_000);
  past.add(counters(3, 0, 'second'), 20_000);
  expect(past.read()).toEqual([]);
  past.add(counters(4, 1, 'second'), 30_000);
  expect(past.read()).toEqual([{ atMs: 30_000, instances: [{ id: 'second', requests: 1, errors: 1 }] }]);
});

test('it remembers a day, and no more', () => {
  const past = createPast();
  for (let tick = 0; tick <= 9_000; tick++) past.add(counters(tick, 0), tick * 10_000);
  expect(past.read()).toHaveLength(8_640);
  expect(past.read()[0]?.atMs).toBe(3_610_000);
});
