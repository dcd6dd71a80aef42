import { expect, test } from 'vitest';
import { picturesOf } from './series.ts';

test('evidence is drawn against its boundary, arms beside each other with their bands', () => {
  const tick = (at: number, log: number) => ({
    at,
    visit: 1,
    numbers: {
      'evidence.harm.log': log,
      'evidence.harm.boundary': 4,
      'metrics.errors.canary.value': 0.1 * at,
      'metrics.errors.canary.low': 0,
      'metrics.errors.canary.high': 0.5,
      'metrics.errors.baseline.value': 0,
      'metrics.errors.baseline.low': 0,
      'metrics.errors.baseline.high': 0.1,
      'metrics.errors.threshold.value': 5,
    },
  });
  const figures = { metrics: [{ metric: 'errors', threshold: { value: 5, unit: 'points' } }] };
  const [evidence, errors, ...rest] = picturesOf([tick(1, -2), tick(2, 8)], figures);
  expect(evidence).toMatchObject({
    boundary: 1,
    lines: [
      {
        name: 'harm',
        points: [
          { at: 1, value: 0 },
          { at: 2, value: 2 },
        ],
      },
    ],
  });
  expect(errors).toMatchObject({ title: 'Errors', unit: 'percent' });
  expect(errors?.lines.map(({ name }) => name)).toEqual(['canary', 'baseline', 'too much']);
  expect(errors?.lines[2]).toEqual({
    name: 'too much',
    limit: true,
    points: [
      { at: 1, value: 0.05 },
      { at: 2, value: 0.05 },
    ],
  });
  expect(errors?.lines[0]?.points[1]).toEqual({ at: 2, value: 0.2, low: 0, high: 0.5 });
  expect(rest).toEqual([]);
});

test.each([
  ['fraction', 0.5, 3],
  ['ms', 9, 9],
  ['percent', 9, 0.09],
])('a threshold in %s of %d stands at %d where the baseline has 2', (unit, value, at) => {
  const numbers = (arm: string) => ({ [`metrics.p50.${arm}.value`]: 2, [`metrics.p50.${arm}.low`]: 1 });
  const series = [{ at: 1, visit: 1, numbers: { ...numbers('canary'), ...numbers('baseline') } }];
  const [latency] = picturesOf(series, { metrics: [{ metric: 'p50', threshold: { value, unit } }] });
  expect(latency?.lines.at(-1)?.points).toEqual([{ at: 1, value: at }]);
});

test('numbers that are held against nothing are no picture', () => {
  expect(picturesOf([{ at: 1, visit: 1, numbers: { weight: 5, elapsedMs: 3 } }])).toEqual([]);
});
