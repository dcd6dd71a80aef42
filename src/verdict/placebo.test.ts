import { expect, test } from 'vitest';
import { calibrate } from './calibrate.ts';
import type { HistoryTick } from './history.ts';
import { placeboRuns, prove } from './placebo.ts';
import { seeded } from './seeded.ts';

const HOUR_MS = 3_600_000;
const SETTINGS = { latency: 'off' } as const;
const INSTANCES = ['a', 'b', 'c', 'd', 'e', 'f'];

test('equal instances raise no alarm, and every hour of each is tried', () => {
  const history = past({ hours: 6, clump: 1 });
  const runs = placeboRuns(history, calibrate(history), SETTINGS);
  expect(runs).toHaveLength(6 * INSTANCES.length);
  expect(runs.filter(({ verdict }) => verdict === 'anomaly')).toEqual([]);
});

test('the worse the release, the sooner it is caught', () => {
  const history = past({ hours: 6, clump: 1 });
  const median = (ratio: number) => {
    const runs = placeboRuns(history, calibrate(history), SETTINGS, { ratio, random: seeded(1) });
    const caught = runs.filter(({ verdict }) => verdict === 'anomaly').map(({ seconds }) => seconds);
    expect(caught.length).toBeGreaterThan(runs.length * 0.9);
    return caught.sort((one, other) => one - other)[Math.floor(caught.length / 2)] as number;
  };
  expect(median(20)).toBeLessThan(median(5));
  expect(median(5)).toBeLessThan(600);
});

test('a gate that takes placebos for harm is not armed as it is: its noise is raised until it takes none', () => {
  const history = past({ hours: 6, clump: 30 });
  const calm = { ...calibrate(history), errors: { phi: 1, eta: 1, sigma: 0.03, tau: 0.01 } };
  const proven = prove(calm, history, SETTINGS);
  expect(proven.alarms).toBeGreaterThan(0);
  expect(proven.calibration.errors.phi).toBeGreaterThan(2);
  expect(proven.calibration.raisedFrom).toEqual({ phi: 1, alarms: proven.alarms });
  const again = placeboRuns(history, proven.calibration, SETTINGS);
  expect(again.filter(({ verdict }) => verdict === 'anomaly')).toEqual([]);
});

test('one that takes none is armed as it was measured', () => {
  const history = past({ hours: 4, clump: 1 });
  const calibration = calibrate(history);
  expect(prove(calibration, history, SETTINGS)).toMatchObject({ calibration, alarms: 0, placebos: 24 });
});

test('a single instance has nobody to be compared with', () => {
  const history = past({ hours: 2, clump: 1 }).map(({ atMs, instances }) => ({
    atMs,
    instances: instances.slice(0, 1),
  }));
  expect(placeboRuns(history, calibrate(history), SETTINGS)).toEqual([]);
});

/** 50 requests a second and instance, half a percent of them errors; in clumps of so many at one instance. */
function past({ hours, clump }: { hours: number; clump: number }): HistoryTick[] {
  const random = seeded(7);
  const ticks = (hours * HOUR_MS) / 10_000;
  return Array.from({ length: ticks + 1 }, (_, i) => ({
    atMs: 1_785_000_000_000 + i * 10_000,
    instances: INSTANCES.map((id) => ({
      id,
      requests: 500,
      errors: Math.min(500, clump * random.poisson(2.5 / clump)),
    })),
  }));
}
