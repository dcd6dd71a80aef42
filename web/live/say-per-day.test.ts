import { expect, test } from 'vitest';
import { sayPerDay } from './say-per-day.ts';

test('the unit is one in which it happens at least once', () => {
  expect([0, 3.24, 14.2, 0.5, 0.07].map(sayPerDay)).toEqual([
    'none',
    '3.2 a day',
    '14 a day',
    '3.5 a week',
    '2.1 a month',
  ]);
});
