import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scrollTopFor, windowOf } from './log-window.ts';

test('of a short log just the rows in view and some to spare', () => {
  expect(windowOf(1_000, 18, { scrollTop: 1_800, height: 360 }, 10)).toEqual({
    height: 18_000,
    first: 90,
    last: 130,
    top: 1_620,
  });
});

test('of any log, the end of the scroll bar shows the last row at the bottom', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 5_000_000 }), (count) => {
      const { height } = windowOf(count, 18, { scrollTop: 0, height: 400 }, 0);
      expect(height).toBeLessThanOrEqual(15_000_000);
      const { last, first, top } = windowOf(count, 18, { scrollTop: height - 400, height: 400 }, 0);
      expect(last).toBe(count);
      expect(top + (last - first) * 18).toBeCloseTo(height, 0);
    }),
  );
});

test('a row that is gone to is in view', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5_000_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (count, part) => {
        const row = Math.floor(count * part);
        const { height } = windowOf(count, 18, { scrollTop: 0, height: 400 }, 0);
        const scrollTop = Math.min(scrollTopFor(row, count, 18, 400), Math.max(0, height - 400));
        const { first, last } = windowOf(count, 18, { scrollTop, height: 400 }, 0);
        expect(first).toBeLessThanOrEqual(row);
        expect(last).toBeGreaterThan(row);
      },
    ),
  );
});
