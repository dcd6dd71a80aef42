import { expect, test } from 'vitest';
import { uncalibrated } from './calibration.ts';
import { predict } from './predict.ts';
import { seeded } from './seeded.ts';
import type { SettingsGiven } from './settings.ts';
import { type SimulatedArm, simulateTick } from './simulated-traffic.ts';
import { startVerdict } from './start.ts';
import type { Decision } from './state.ts';
import { tick } from './tick.ts';

/** The first delivery a newcomer sees: 600 requests/s, 5 % to the canary, no history. */
const EDGES_MS = Array.from({ length: 137 }, (_, i) => 0.25 * 2 ** (i / 8));
const SETTINGS: SettingsGiven = {
  forMs: 5_000,
  warmUpMs: 1_000,
  phi: 3,
  errors: { marginPoints: 5 },
  latency: { edgesMs: EDGES_MS, p50: 0.5, p99: 'off', tolerated: 0.25, toleratedMs: 1 },
};
const SEEDS = Array.from({ length: 200 }, (_, i) => i + 1);
const GOOD = { errorRate: 0, medianMs: 2 };

test('a good release is healthy 5 to 8 seconds after the start, whatever the seed', () => {
  for (const { verdict, seconds } of judge(GOOD)) {
    expect(verdict).toBe('healthy');
    expect(seconds).toBeGreaterThanOrEqual(5);
    expect(seconds).toBeLessThanOrEqual(8);
  }
});

test('so is one whose few requests find colder code: a fifth slower', () => {
  const verdicts = judge({ ...GOOD, medianMs: 2.4 });
  expect(verdicts.filter(({ verdict }) => verdict === 'anomaly')).toEqual([]);
  expect(verdicts.filter(({ seconds }) => seconds <= 8).length).toBeGreaterThan(SEEDS.length / 3);
});

test('a release that fails 30 % of its requests is an anomaly within 3 seconds', () => {
  for (const { verdict, because, seconds } of judge({ ...GOOD, errorRate: 0.3 })) {
    expect([verdict, because]).toEqual(['anomaly', 'more-errors']);
    expect(seconds).toBeLessThanOrEqual(3);
  }
});

test('a release that takes five times as long is an anomaly, and says slower', () => {
  for (const { verdict, because } of judge({ ...GOOD, medianMs: 10 }))
    expect([verdict, because]).toEqual(['anomaly', 'slower']);
});

test('the wait that is announced is the wait that comes', () => {
  const calibration = uncalibrated();
  const { seconds, waitsFor } = predict({ requestsPerSecond: 600, weight: 5, settings: SETTINGS, calibration });
  expect([seconds, waitsFor]).toEqual([8, 'errors']);
});

function judge(green: SimulatedArm): (Decision & { seconds: number })[] {
  return SEEDS.map((seed) => {
    const random = seeded(seed);
    const traffic = { requestsPerTick: 600, weight: 5, green, blue: GOOD, edgesMs: EDGES_MS };
    let state = startVerdict(uncalibrated(), SETTINGS, 0);
    let seconds = 0;
    while (!state.decision && seconds < 120) state = tick(state, simulateTick(traffic, ++seconds * 1_000, random));
    if (!state.decision) throw new Error(`seed ${seed} was undecided after ${seconds} s`);
    return { ...state.decision, seconds };
  });
}
