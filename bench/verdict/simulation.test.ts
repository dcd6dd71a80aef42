import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seeded } from '../../src/verdict/seeded.ts';
import { calibrationFor } from './error-history.ts';
import { CANARY_SHARE, type ErrorWorld, releaseOf } from './error-world.ts';
import { chances, draw } from './latency-world.ts';
import { resultsOf, runShard } from './shards.ts';
import { quantileOf, upperBound95 } from './statistics.ts';
import type { Line } from './suites.ts';

const world = (rest: Partial<ErrorWorld> = {}): ErrorWorld => ({
  name: 'a world',
  requestsPerSecond: 1_000,
  rate: () => 0.01,
  ...rest,
});

test('requests and errors have the mean and the variance of their world', () => {
  const { canary, stable, requests } = moments(world({ harm: () => 2 }), 20_000);
  expect(requests).toBeCloseTo(1_000 * CANARY_SHARE, 0);
  expectNear(canary.mean, 1_000 * CANARY_SHARE * 0.02, canary.error);
  expectNear(stable.mean, 1_000 * (1 - CANARY_SHARE) * 0.01, stable.error);
  // A binomial share of Poisson requests is Poisson again.
  expect(canary.variance / canary.mean).toBeGreaterThan(0.95);
  expect(canary.variance / canary.mean).toBeLessThan(1.05);
});

test('storms leave the mean and make the errors clump: size and square of a geometric burst over 10 s', () => {
  const storms = 5;
  const { canary } = moments(world({ storms }), 60_000, 10);
  expectNear(canary.mean, 10 * 1_000 * CANARY_SHARE * 0.01, canary.error);
  // E[size²]/E[size] = 2·5 - 1 = 9, a little less where a burst is cut by the end of a block.
  expect(canary.variance / canary.mean).toBeGreaterThan(7);
  expect(canary.variance / canary.mean).toBeLessThan(9.5);
});

test('the calibration finds what a world was made with: nothing, clumps, or a spread between instances', () => {
  expect(calibrationFor(world(), seeded(1), 12).errors).toMatchObject({ phi: 1, eta: 1 });
  expect(calibrationFor(world({ storms: 5 }), seeded(1), 12).errors.phi).toBeGreaterThan(8);
  const tau = calibrationFor(world({ instanceSpread: 0.15 }), seeded(3), 12).errors.tau as number;
  expect(tau).toBeGreaterThan(0.08);
  expect(tau).toBeLessThan(0.3);
  expect(calibrationFor(world({ instances: 1 }), seeded(1), 12).from).toBe('none');
  expect(calibrationFor(world({ cyclic: 0.3 }), seeded(1), 12).widened).toBe('cyclic');
});

test('scaled instances are told, and the canary fails as those that run do', () => {
  const release = releaseOf(world({ scaled: (at) => (at < 10 ? [1, 9] : [3, 17]) }), seeded(1));
  expect(release(1)).toMatchObject({ green: { instances: 1 }, blue: { instances: 9 } });
  expect(release(10)).toMatchObject({ green: { instances: 3 }, blue: { instances: 17 } });
});

test('latencies are drawn from the mixture they claim', () => {
  const chance = chances(1, 1);
  expect(chance.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
  const drawn = draw(1_000_000, chance, seeded(1));
  drawn.forEach((count, k) => {
    const expected = 1_000_000 * (chance[k] as number);
    expect(Math.abs(count - expected)).toBeLessThanOrEqual(6 * Math.sqrt(expected) + 1);
  });
});

test('the bound on a rate is the known one: three in n where nothing was seen', () => {
  expect(upperBound95(0, 1_000)).toBeCloseTo(0.002991, 5);
  expect(upperBound95(5, 100)).toBeCloseTo(0.102253, 5);
  expect(quantileOf([3, 1, 2], 0.5)).toBe(2);
});

test('a shard that was stopped goes on where it was, and a half-written line is run again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shards-'));
  try {
    let runs = 0;
    const line = {
      suite: 'errors, harm',
      name: 'a line',
      rules: [],
      from: 0,
      prepare: () => () => {
        runs++;
        return { rollbacks: {}, healthySeconds: {} };
      },
    } satisfies Line;
    runShard(line, 200, { index: 1, count: 2 }, folder, 1);
    expect(runs).toBe(100);
    const file = join(folder, readdirSync(folder)[0] as string);
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -10));
    runShard(line, 200, { index: 1, count: 2 }, folder, 1);
    expect(runs).toBe(150);
    runShard(line, 200, { index: 2, count: 2 }, folder, 1);
    expect(resultsOf(line, folder)).toHaveLength(200);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function moments(tried: ErrorWorld, seconds: number, blockSeconds = 1) {
  const release = releaseOf(tried, seeded(1));
  const [canary, stable]: [number[], number[]] = [[], []];
  let requests = 0;
  for (let at = 1; at <= seconds; at++) {
    const { green, blue } = release(at);
    requests += green.requests;
    if (at % blockSeconds === 1 % blockSeconds) {
      canary.push(0);
      stable.push(0);
    }
    canary.push((canary.pop() as number) + green.errors);
    stable.push((stable.pop() as number) + blue.errors);
  }
  return { canary: summary(canary), stable: summary(stable), requests: requests / seconds };
}

function summary(list: readonly number[]) {
  const mean = list.reduce((a, b) => a + b, 0) / list.length;
  const variance = list.reduce((a, b) => a + (b - mean) ** 2, 0) / list.length;
  return { mean, variance, error: Math.sqrt(variance / list.length) };
}

function expectNear(measured: number, expected: number, error: number): void {
  expect(Math.abs(measured - expected)).toBeLessThan(5 * error);
}
