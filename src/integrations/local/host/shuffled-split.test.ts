import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areWeights } from '../../../ports/shift-rules.ts';
import { blockOf, shuffledSplit } from './shuffled-split.ts';

const shares = fc
  .integer({ min: 0, max: 10_000 })
  .map((parts) => ({ blue: (10_000 - parts) / 100, green: parts / 100 }));

test('every block holds the weights exactly', () => {
  fc.assert(
    fc.property(
      shares,
      fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      (weights, chance) => {
        const { blue, green } = blockOf(weights);
        const split = shuffledSplit(weights, () => chance.next().value);
        for (let block = 0; block < 2; block++) {
          const picks = Array.from({ length: blue + green }, split);
          expect(picks.filter((colour) => colour === 'green')).toHaveLength(green);
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('at 5 % a block has 20 slots, at 0.5 % 200', () => {
  expect(blockOf({ blue: 95, green: 5 })).toEqual({ blue: 19, green: 1 });
  expect(blockOf({ blue: 99.5, green: 0.5 })).toEqual({ blue: 199, green: 1 });
  expect(blockOf({ blue: 0, green: 100 })).toEqual({ blue: 0, green: 1 });
});

test('the canary slot stands at every place of its block, about equally often', () => {
  let seed = 1;
  // A small linear congruential generator: the test is the same each time.
  const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  const split = shuffledSplit({ blue: 95, green: 5 }, random);
  const places = Array<number>(20).fill(0);
  for (let block = 0; block < 4_000; block++) {
    for (let place = 0; place < 20; place++) if (split() === 'green') places[place] = (places[place] ?? 0) + 1;
  }
  // 200 expected at each place, standard deviation 14.
  expect(Math.min(...places)).toBeGreaterThan(130);
  expect(Math.max(...places)).toBeLessThan(270);
});

test('weights are two shares that add up to 100, or nothing yet', () => {
  fc.assert(fc.property(shares, areWeights));
  expect(areWeights({ blue: 0, green: 0 })).toBe(true);
  for (const wrong of [
    { blue: 50, green: 49 },
    { blue: 110, green: -10 },
    { blue: Number.NaN, green: 100 },
    { blue: 99.999, green: 0.001 },
  ]) {
    expect(areWeights(wrong)).toBe(false);
  }
});
