import { expect, test } from 'vitest';
import { failuresNeeded, lateDelay, secondsToRuleOut } from './bounds.ts';

test('the failed requests that any rule needs are the ones the design derives', () => {
  for (const [ratio, known, unknown] of [
    [1.5, 96, 102],
    [2, 36, 38],
    [3, 16, 17],
    [5, 8.5, 9.4],
    [20, 3.4, 4.1],
  ] as const) {
    const needed = failuresNeeded(ratio, 0.05, 0.001);
    expect(Math.abs(needed.known / known - 1)).toBeLessThan(0.03);
    expect(Math.abs(needed.unknown / unknown - 1)).toBeLessThan(0.03);
  }
});

test('the more counts as good, the more failed requests tell good from bad', () => {
  expect(failuresNeeded(2, 0.05, 0.001, 1.05).known).toBeCloseTo(
    Math.log(1_000) / (Math.log(2 / 1.05) - 1 + 1.05 / 2),
    9,
  );
  expect(failuresNeeded(2, 0.05, 0.001, 1.05).unknown).toBeGreaterThan(failuresNeeded(2, 0.05, 0.001).unknown);
});

test('harm that may begin at any time takes longer to see than harm from the start, the more the denser the failures', () => {
  const start = failuresNeeded(2, 0.05, 0.001).unknown;
  expect(lateDelay(2, 0.05, 0.001, 1)).toBeGreaterThan(1.5 * start);
  expect(lateDelay(2, 0.05, 0.001, 10)).toBeGreaterThan((1.5 * start) / 10);
  expect(lateDelay(2, 0.05, 0.001, 0.02) * 0.02).toBeLessThan(lateDelay(2, 0.05, 0.001, 1));
});

test('ruling out a doubling at half of the traffic takes ln 20 over what each failure tells', () => {
  // Of ten failures at even shares, against two to one: half of ln((1/2)²/(2/3·1/3)).
  expect(secondsToRuleOut(2, 0.5, 0.05, 1)).toBeCloseTo(Math.log(20) / (Math.log(9 / 8) / 2), 6);
});
