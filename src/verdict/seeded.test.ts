import { expect, test } from 'vitest';
import { seeded } from './seeded.ts';

const DRAWS = 40_000;

test.each([0.02, 3, 11.9, 12.1, 80, 5_000])('poisson of mean %f has its mean and variance', (mean) => {
  const random = seeded(7);
  expectMoments(() => random.poisson(mean), mean, mean);
});

test.each([
  [1, 0.3],
  [20, 0.05],
  [250, 0.01],
  [250, 0.2],
  [40, 0.9],
  [5_000, 0.5],
])('binomial of %i and %f has its mean and variance', (n, p) => {
  const random = seeded(7);
  expectMoments(() => random.binomial(n, p), n * p, n * p * (1 - p));
});

test('normal has mean 0 and variance 1', () => {
  const random = seeded(7);
  expectMoments(() => random.normal(), 0, 1);
});

test('a seed repeats its draws and another seed draws others', () => {
  const draw = (seed: number) => Array.from({ length: 5 }, seeded(seed).uniform);
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

/** Within five standard errors of mean and variance. */
function expectMoments(draw: () => number, mean: number, variance: number): void {
  const draws = Array.from({ length: DRAWS }, draw);
  const measured = draws.reduce((a, b) => a + b, 0) / DRAWS;
  const spread = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / DRAWS;
  expect(Math.abs(measured - mean)).toBeLessThan(5 * Math.sqrt(variance / DRAWS));
  expect(Math.abs(spread / variance - 1)).toBeLessThan(5 * Math.sqrt((2 + 1 / variance) / DRAWS));
}
