import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantile, total } from './buckets.ts';
import { seeded } from './seeded.ts';
import { slowed } from './slowed.ts';

const EDGES_MS = [1, 2, 4, 8, 16, 32, 64, 128];

test('no request is lost, and none gets faster', () => {
  const counts = fc.array(fc.nat(1_000), { minLength: 9, maxLength: 9 });
  fc.assert(
    fc.property(counts, fc.double({ min: 1, max: 20, noNaN: true }), fc.integer(), (before, times, seed) => {
      const after = slowed(before, EDGES_MS, times, seeded(seed));
      expect(total(after)).toBe(total(before));
      for (let k = 1; k <= before.length; k++)
        expect(total(after.slice(0, k))).toBeLessThanOrEqual(total(before.slice(0, k)));
    }),
  );
});

test('every quantile moves by as much', () => {
  const before = [0, 0, 10_000, 40_000, 10_000, 0, 0, 0, 0];
  const after = slowed(before, EDGES_MS, 1.5, seeded(1));
  for (const fraction of [0.1, 0.5, 0.9]) {
    const ratio = quantile(after, EDGES_MS, fraction) / quantile(before, EDGES_MS, fraction);
    expect(Math.abs(ratio - 1.5)).toBeLessThan(0.25);
  }
});
