import { expect, test } from 'vitest';
import { argoCompared, argoDocumented, argoRun } from './argo.ts';
import { clairvoyant } from './clairvoyant.ts';
import { flaggerAnalysis, flaggerDocumented } from './flagger.ts';
import { isHigh, kayenta } from './kayenta.ts';
import { mannWhitney } from './mann-whitney.ts';
import type { Rule } from './rule.ts';

// The samples of Kayenta's own test of its classifier (ClassifierSuite.scala), rounded to three digits after the point.
const PASSING = [
  9.777, 10.587, 7.838, 9.324, 8.377, 8.936, 8.271, 9.748, 11.624, 9.275, 8.154, 10.562, 13.498, 11.054, 6.954, 12.521,
  9.022, 4.923, 11.251, 11.598, 8.435, 11.11, 10.701, 8.921, 10.086, 11.421, 9.379, 7.798, 10.623, 11.91,
];
const CONTROL = [
  11.145, 9.962, 7.069, 7.301, 9.794, 9.604, 6.187, 12.346, 10.372, 8.609, 9.913, 10.361, 14.207, 10.946, 10.216, 11.74,
  10.908, 12.823, 8.102, 8.498, 12.113, 13.272, 10.115, 6.946, 6.211, 10.16, 8.346, 8.384, 7.002, 10.756,
];
const HIGH = [
  20.878, 21.786, 19.708, 15.86, 19.51, 19.392, 22.927, 17.157, 18.655, 23.423, 24.056, 22.627, 21.979, 21.659, 20.068,
  22.12, 16.44, 21.56, 21.0, 17.779, 17.806, 18.537, 20.556, 19.553, 21.771, 21.81, 20.962, 20.978, 19.106, 16.977,
];

test('Kayenta: its own examples come out as in its own test, High and Pass', () => {
  expect(isHigh(HIGH, CONTROL)).toBe(true);
  expect(isHigh(PASSING, CONTROL)).toBe(false);
  expect(isHigh(CONTROL, HIGH)).toBe(false);
});

test('Mann-Whitney: the shift and its interval turn around with the samples, and move with a shift of one', () => {
  const there = mannWhitney(HIGH, CONTROL, 1.96);
  const back = mannWhitney(CONTROL, HIGH, 1.96);
  // The score jumps at every difference, and the lower side of a jump is taken: neighbours lie this close.
  expect(Math.abs(back.estimate + there.estimate)).toBeLessThan(0.05);
  expect(Math.abs(back.low + there.high)).toBeLessThan(0.05);
  const moved = mannWhitney(
    HIGH.map((value) => value + 3),
    CONTROL,
    1.96,
  );
  expect(moved.low - there.low).toBeCloseTo(3, 6);
});

test('Mann-Whitney: the estimate of a shift is the median of all differences', () => {
  const differences = HIGH.flatMap((x) => CONTROL.map((y) => x - y)).sort((a, b) => a - b);
  const median = differences[differences.length / 2] as number;
  expect(mannWhitney(HIGH, CONTROL, 1.96).estimate).toBeCloseTo(median, 1);
});

test('Mann-Whitney: sides that do not vary are as far apart as they are', () => {
  expect(mannWhitney([3, 3, 3], [1, 1], 2.326)).toEqual({ low: 2, estimate: 2, high: 2 });
  expect([isHigh([3, 3, 3], [1, 1]), isHigh([1, 1], [3, 3, 3])]).toEqual([true, false]);
});

test('Kayenta: tied, equal and missing data pass; a minute without requests is left out', () => {
  expect(isHigh([1, 1, 1], [1, 1])).toBe(false);
  expect(isHigh([], [1, 2])).toBe(false);
  const rule = kayenta(5);
  expect(run(rule, 600, () => [0, 0])).toBeUndefined();
});

test('Argo: a run fails with more failures than its limit, and a figure that is not a number is a failure', () => {
  const assess = argoRun(3);
  expect([false, false, true, false, false].map(assess)).toEqual([false, false, false, false, true]);
  expect(run(argoCompared(), 3_600, () => [0, 0])).toBe(300 + 3 * 60);
});

test('Argo as documented: below 95 % over five minutes fails, a fourth time ends it', () => {
  expect(run(argoDocumented(), 3_600, () => [4, 1])).toBeUndefined();
  expect(run(argoDocumented(), 3_600, () => [6, 1])).toBe(1_200);
});

test('Flagger: with as many failed checks as its threshold the next look rolls back, and good ones take none away', () => {
  const check = flaggerAnalysis(2);
  expect([true, false, true, false].map(check)).toEqual([false, false, false, true]);
  expect(run(flaggerDocumented(), 3_600, () => [2, 2])).toBe(6 * 60);
  expect(run(flaggerDocumented(), 3_600, () => [0.9, 2])).toBeUndefined();
});

test('the clairvoyant needs as many failed requests as Wald says: ln 1000 over the evidence of each', () => {
  // Nothing but failures: each of them is worth ln 2, and the tenth passes ln 1,000.
  const rule = clairvoyant(
    () => 0.01,
    () => 0.02,
  );
  let seconds = 0;
  do seconds++;
  while (!rule({ at: seconds, green: { requests: 1, errors: 1 }, blue: { requests: 19, errors: 0 } }));
  expect(seconds).toBe(10);
});

/** The second in which a rule rolls back, with so many failures in a hundred requests of each side. */
function run(rule: Rule, seconds: number, failures: (at: number) => [number, number]): number | undefined {
  for (let at = 1; at <= seconds; at++) {
    const [green, blue] = failures(at);
    const requests = green + blue === 0 ? 0 : 100;
    if (rule({ at, green: { requests, errors: green }, blue: { requests, errors: blue } })) return at;
  }
  return undefined;
}
