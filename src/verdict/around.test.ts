import { expect, test } from 'vitest';
import { calibrate } from './calibrate.ts';
import { uncalibrated, widen } from './calibration.ts';
import type { ArmCounts, Counts } from './counts.ts';
import { logEvidence } from './decide.ts';
import type { HistoryTick } from './history.ts';
import { seeded } from './seeded.ts';
import { startVerdict } from './start.ts';
import type { VerdictState } from './state.ts';
import { tick } from './tick.ts';
import { verdict } from './verdict.ts';

const EDGES_MS = [25, 50, 100, 200, 400];
const SECOND = 1_000;

test('a cold start is not held against the canary: latency counts after the warm-up, errors at once', () => {
  const latency = { edgesMs: EDGES_MS };
  const slowFor = (seconds: number, warmUpMs: number) =>
    run(startVerdict(uncalibrated(), { errors: 'off', latency, warmUpMs }, 0), 55, (t) => ({
      ...counts(t, histogram(t <= seconds ? 3 : 1), histogram(19, 1)),
    }));
  expect(slowFor(50, 60_000).decision).toBeUndefined();
  expect(verdict(slowFor(50, 0))).toMatchObject({ verdict: 'anomaly', because: 'slower' });
  const failing = run(startVerdict(uncalibrated(), { latency, warmUpMs: 60_000 }, 0), 30, (t) =>
    counts(t, { requests: 50, errors: 25 }, { requests: 950, errors: 1 }),
  );
  expect(failing.decision).toMatchObject({ verdict: 'anomaly', because: 'more-errors' });
});

test('a single instance without a history: noise is policy, but a baseline that is noisier still is believed', () => {
  const calm = calibrate(past(1, 1));
  expect(calm).toMatchObject({ from: 'none', instances: 1, errors: { phi: 3, sigma: 0.1 } });
  const noisy = calibrate(past(1, 30));
  expect(noisy).toMatchObject({ from: 'none', errors: { sigma: 0.1 } });
  expect(noisy.errors.phi).toBeGreaterThan(10);
  expect(calibrate(past(4, 1))).toMatchObject({ from: 'history', instances: 4 });
});

test('the record says that there was no history, and why the noise is wider', () => {
  const words = (calibration: Parameters<typeof startVerdict>[0]) =>
    verdict(startVerdict(calibration, { latency: 'off' }, 0)).evidence.words.join(' ');
  expect(words(uncalibrated())).toContain('No history');
  expect(words(calibrate(past(4, 1)))).not.toContain('No history');
  expect(words(widen(calibrate(past(4, 1)), 'cyclic'))).toContain('fixed cycle');
  const raised = { ...calibrate(past(4, 1)), raisedFrom: { phi: 1.2, alarms: 3 } };
  expect(words(raised)).toContain('took 3 of them for harm');
});

test('wider noise never makes the evidence of harm larger', () => {
  const worse = (t: number) => counts(t, { requests: 50, errors: 2 }, { requests: 950, errors: 9 });
  const measured = calibrate(past(10, 1));
  const harm = (calibration: typeof measured) =>
    logEvidence(run(startVerdict(calibration, { latency: 'off', alpha: 1e-300 }, 0), 60, worse)).total;
  expect(harm(widen(measured, 'sticky'))).toBeLessThan(harm(measured));
});

test('time without counts stands still for the least time, not for the most; and a silence goes on through it', () => {
  const good = (t: number) => counts(t, { requests: 50, errors: 0 }, { requests: 950, errors: 0 });
  const before = run(startVerdict(uncalibrated(), { latency: 'off', atMostMs: 120 * SECOND }, 0), 60, good);
  const gap = run(before, 59, (t) => ({ ...counts(t, NONE, NONE), missing: 'the source is away' }));
  expect(gap).toMatchObject({ frozen: 'no-data', errors: before.errors, exposure: before.exposure });
  expect(gap.clock.observedMs).toBe(before.clock.observedMs);
  const end = run(gap, 1, (t) => ({ ...counts(t, NONE, NONE), missing: 'the source is away' }));
  expect(verdict(end)).toMatchObject({ verdict: 'inconclusive', because: 'time-up' });
  const silent = (t: number) =>
    counts(t, { requests: 2, errors: 0, answers: 0 }, { requests: 38, errors: 0, answers: 38 });
  const half = run(startVerdict(uncalibrated(), { latency: 'off' }, 0), 8, silent);
  const away = run(half, 5, (t) => ({ ...counts(t, NONE, NONE), missing: 'the source is away' }));
  expect(verdict(run(away, 5, silent))).toMatchObject({ verdict: 'anomaly', because: 'no-answers' });
});

const NONE: ArmCounts = { requests: 0, errors: 0 };

function counts(t: number, green: ArmCounts, blue: ArmCounts): Counts {
  return { atMs: t * SECOND, green, blue, weight: 5 };
}

/** Fifty requests a second for the canary, or 950 with `of` 19, around 50 ms or so many times slower. */
function histogram(by: number, slower?: number): ArmCounts {
  const requests = slower === undefined ? 50 : 950;
  const part = requests / 50;
  const shape = (slower ?? by) > 1 ? [0, 5, 15, 20, 8, 2] : [10, 25, 12, 2, 1, 0];
  return { requests, errors: 0, answers: requests, latency: shape.map((count) => count * part) };
}

function run(state: VerdictState, seconds: number, traffic: (t: number) => Counts): VerdictState {
  const from = Math.round((state.clock.lastAtMs ?? 0) / SECOND);
  let next = state;
  for (let t = from + 1; t <= from + seconds; t++) next = tick(next, traffic(t));
  return next;
}

/** Two hours of so many instances, in ticks of ten seconds; errors in clumps. */
function past(instances: number, clump: number): HistoryTick[] {
  const random = seeded(5);
  return Array.from({ length: 721 }, (_, i) => ({
    atMs: i * 10_000,
    instances: Array.from({ length: instances }, (_each, id) => ({
      id: `shop-${id}`,
      requests: 500,
      errors: Math.min(500, clump * random.poisson(5 / clump)),
    })),
  }));
}
