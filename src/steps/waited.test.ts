import { expect, test } from 'vitest';
import { startWaiting, waitOn } from './waited.ts';

const looksAt = (...times: number[]) => times.reduce(waitOn, startWaiting(0)).waitedMs;

test('time counts from look to look', () => {
  expect(looksAt(500, 1_000, 1_700)).toBe(1_700);
});

test('a restart in between, and a clock that is set, count for little', () => {
  const hour = 3_600_000;
  expect(looksAt(500, hour, hour + 500)).toBe(6_000);
  expect(looksAt(500, -hour, -hour + 500)).toBe(1_000);
});
