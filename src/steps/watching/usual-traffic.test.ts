import { expect, test } from 'vitest';
import { usualTraffic } from './usual-traffic.ts';

const past = (ticks: number, everyMs: number, requests: number) =>
  Array.from({ length: ticks }, (_, i) => ({
    atMs: i * everyMs,
    instances: [
      { id: 'a', requests, errors: 0 },
      { id: 'b', requests, errors: 0 },
    ],
  }));

test('all instances together, over the last ten minutes alone', () => {
  expect(usualTraffic(past(7, 10_000, 50), 60_000)).toBe(10);
  const quiet = past(61, 60_000, 0);
  const busy = past(5, 60_000, 300).map((tick) => ({ ...tick, atMs: tick.atMs + 3_660_000 }));
  expect(usualTraffic([...quiet, ...busy], 3_900_000)).toBeGreaterThan(4);
});

test('a past that is too short, or long ago, says nothing', () => {
  expect(usualTraffic([], 0)).toBeUndefined();
  expect(usualTraffic(past(3, 10_000, 50), 20_000)).toBeUndefined();
  expect(usualTraffic(past(7, 10_000, 50), 86_400_000)).toBeUndefined();
});
