import fc from 'fast-check';
import { expect, test } from 'vitest';
import { framed, inSight, nearest, panned, zoomed, type Rect } from './camera.ts';

const pane = { width: 900, height: 800 };
const size = fc.double({ min: 20, max: 5_000, noNaN: true });
const place = fc.double({ min: -2_000, max: 2_000, noNaN: true });
const rect = fc.record<Rect>({ x: place, y: place, width: size, height: size });

test('a framed chart is whole and in the middle, whatever its size', () => {
  fc.assert(
    fc.property(rect, (content) => {
      const { x, y, scale } = framed(content, pane, 20);
      const left = content.x * scale + x;
      const right = pane.width - (left + content.width * scale);
      const top = content.y * scale + y;
      expect(left).toBeCloseTo(right, 3);
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(19.9);
    }),
  );
});

test('what is under the hand stays there while zooming', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.2, max: 5, noNaN: true }), place, place, (factor, x, y) => {
      const before = { x: 10, y: 20, scale: 0.6 };
      const after = zoomed(before, factor, { x, y });
      const seen = (camera: typeof before) => ({ x: (x - camera.x) / camera.scale, y: (y - camera.y) / camera.scale });
      expect(seen(after).x).toBeCloseTo(seen(before).x, 3);
      expect(seen(after).y).toBeCloseTo(seen(before).y, 3);
    }),
  );
});

test('panning never loses the chart', () => {
  fc.assert(
    fc.property(rect, fc.double({ min: -9_000, max: 9_000, noNaN: true }), (content, far) => {
      const camera = panned(framed(content, pane, 20), { x: far, y: far }, content, pane);
      const left = content.x * camera.scale + camera.x;
      expect(left).toBeLessThanOrEqual(pane.width - 59);
      expect(left + content.width * camera.scale).toBeGreaterThanOrEqual(59);
    }),
  );
});

test('what is in sight does not move, what is not comes in', () => {
  const camera = { x: 0, y: 0, scale: 1 };
  expect(inSight(camera, { x: 100, y: 100, width: 50, height: 50 }, pane, 24)).toEqual(camera);
  expect(inSight(camera, { x: 1_000, y: -40, width: 50, height: 50 }, pane, 24)).toEqual({ x: -174, y: 64, scale: 1 });
});

test('arrow keys go to what the eye expects', () => {
  const box = (x: number, y: number): Rect => ({ x, y, width: 100, height: 40 });
  const rects = { CI: box(200, 0), LINT: box(0, 100), UNIT: box(200, 100), SEC: box(400, 100), BUILD: box(210, 200) };
  expect(nearest(rects, 'CI', 'down')).toBe('UNIT');
  expect(nearest(rects, 'UNIT', 'left')).toBe('LINT');
  expect(nearest(rects, 'UNIT', 'down')).toBe('BUILD');
  expect(nearest(rects, 'BUILD', 'down')).toBeUndefined();
  expect(nearest(rects, 'GONE', 'up')).toBeUndefined();
});
