import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plotOf, stepped } from './plot.ts';

const BOX = { width: 100, height: 50 };

test('without two moments there is nothing to draw', () => {
  expect(plotOf([{ name: 'a', points: [] }], BOX)).toBeUndefined();
  expect(plotOf([{ name: 'a', points: [{ at: 5, value: 1 }] }], BOX, 3)).toBeUndefined();
});

test('whatever the values, all of it is in the box, the boundary too', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 2, maxLength: 30 }), value, (values, boundary) => {
      const points = values.map((each, at) => ({ at, value: each, low: each - 1, high: each + 1 }));
      const plot = plotOf([{ name: 'a', points }], BOX, Math.abs(boundary));
      const numbers = [...(plot?.lines[0]?.path.matchAll(/[ML](\S+) ([^ML]+)/g) ?? [])];
      for (const [, x, y] of numbers) {
        expect(Number(x)).toBeGreaterThanOrEqual(0);
        expect(Number(x)).toBeLessThanOrEqual(BOX.width);
        expect(Number(y)).toBeGreaterThanOrEqual(-0.1);
        expect(Number(y)).toBeLessThanOrEqual(BOX.height + 0.1);
      }
      expect(plot?.boundary).toBeGreaterThanOrEqual(-0.1);
    }),
  );
});

test('heights are read by a few round values', () => {
  const plot = plotOf([{ name: 'a', points: [point(0, 0), point(1, 47)] }], BOX);
  expect(plot?.ticks.map(({ value }) => value)).toEqual([0, 20, 40]);
  expect(plot?.ticks[0]?.y).toBe(BOX.height);
});

test('with a span given, one moment stands where it belongs', () => {
  const plot = plotOf([{ name: 'a', points: [point(5, 1)] }], BOX, undefined, { from: 0, to: 10 });
  expect(plot?.lines[0]?.end.x).toBe(50);
});

function point(at: number, value: number) {
  return { at, value };
}

test('a stepped line stays where it is until it changes', () => {
  expect(
    stepped(
      [
        { at: 0, value: 0 },
        { at: 10, value: 5 },
      ],
      15,
    ),
  ).toEqual([
    { at: 0, value: 0 },
    { at: 10, value: 0 },
    { at: 10, value: 5 },
    { at: 15, value: 5 },
  ]);
});
