import { expect, test } from 'vitest';
import { uncalibrated } from './calibration.ts';
import type { ArmCounts, Counts } from './counts.ts';
import { logEvidence } from './decide.ts';
import type { SettingsGiven } from './settings.ts';
import { startVerdict } from './start.ts';
import type { VerdictState } from './state.ts';
import { tick } from './tick.ts';
import { verdict } from './verdict.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

test('a canary with no more than its share of the errors is healthy at the least time, not before', () => {
  const before = run(start(), 299, good);
  expect(verdict(before).verdict).toBeUndefined();
  const after = run(before, 1, good);
  expect(verdict(after).verdict).toBe('healthy');
  expect(verdict(after).evidence).toMatchObject({ metric: 'errors', decision: 'healthy', because: 'no-worse' });
});

test('too few requests end inconclusive when the time is up', () => {
  const state = run(start({ atMostMs: 10 * MINUTE }), 600, (t) =>
    counts(t, { requests: t % 20 === 0 ? 1 : 0, errors: 0 }, { requests: 1, errors: 0 }),
  );
  expect(verdict(state)).toMatchObject({ verdict: 'inconclusive', because: 'time-up' });
});

test('no request on either side freezes the evidence and the least time, and never passes', () => {
  const before = run(start(), 250, good);
  const quiet = run(before, 31, (t) => counts(t, none, none));
  const gap = run(quiet, 569, (t) => counts(t, none, none));
  expect(gap.frozen).toBe('no-data');
  expect(verdict(gap).because).toBe('no-data');
  expect(gap.errors).toEqual(quiet.errors);
  expect(gap.errors?.guard).toEqual(before.errors?.guard);
  expect(gap.clock.observedMs - before.clock.observedMs).toBe(30 * SECOND);
  expect(run(gap, 1, good).frozen).toBeUndefined();
});

test('a share of the traffic that nothing explains freezes the evidence', () => {
  const before = run(start(), 20, good);
  const failing = { requests: 500, errors: 400 };
  const odd = run(before, 20, (t) => counts(t, failing, { requests: 500, errors: 0 }));
  expect(odd.frozen).toBe('unexplained-share');
  expect(odd.decision).toBeUndefined();
  expect(odd.errors).toEqual(before.errors);
});

test('a canary that is sent requests and answers none is an anomaly after ten seconds', () => {
  const silent = (t: number) =>
    counts(t, { requests: 2, errors: 0, answers: 0 }, { requests: 38, errors: 0, answers: 38 });
  const state = run(run(start(), 5, good), 10, silent);
  expect(state.decision).toBeUndefined();
  expect(verdict(run(state, 1, silent))).toMatchObject({ verdict: 'anomaly', because: 'no-answers' });
});

test('a silence on both sides is not the canary’s', () => {
  const silent = (t: number) =>
    counts(t, { requests: 2, errors: 0, answers: 0 }, { requests: 38, errors: 0, answers: 0 });
  expect(run(start(), 60, silent).decision).toBeUndefined();
});

test('one slow request alone is no silence', () => {
  const state = run(start(), 60, (t) =>
    counts(t, { requests: t === 1 ? 1 : 0, errors: 0, answers: 0 }, { requests: 10, errors: 0, answers: 10 }),
  );
  expect(state.decision).toBeUndefined();
});

test('a canary that its runtime calls unhealthy is an anomaly at once, with the reason', () => {
  const state = run(start(), 1, (t) => counts(t, { ...none, unhealthy: 'restarted 5 times' }, none));
  const answer = verdict(state);
  expect(answer).toMatchObject({ verdict: 'anomaly', because: 'unhealthy' });
  expect(answer.evidence.words[0]).toContain('restarted 5 times');
});

test('a change of weight leaves one tick out, and errors that come late under it blame nobody', () => {
  const half = (t: number) => counts(t, { requests: 500, errors: 5 }, { requests: 500, errors: 5 }, 50);
  const lowered = (t: number) => counts(t, { requests: 50, errors: 5 }, { requests: 950, errors: 5 }, 5);
  const before = run(start(), 60, half);
  const change = run(before, 1, lowered);
  expect(change.frozen).toBe('weight-changed');
  expect(change.errors).toEqual(before.errors);
  const after = run(change, 29, lowered);
  expect(logEvidence(after).total).toBeLessThan(1);
  expect(after.decision).toBeUndefined();
});

test('a clock that jumps ahead neither ends the time nor starts a verdict; one that goes back stands still', () => {
  const before = run(start(), 100, good);
  const jumped = tick(before, { ...good(101), atMs: 30 * 24 * 60 * MINUTE });
  expect(jumped.decision).toBeUndefined();
  expect(jumped.clock.elapsedMs).toBe(100 * SECOND + MINUTE);
  const back = tick(jumped, { ...good(102), atMs: 0 });
  expect(back.clock.elapsedMs).toBe(jumped.clock.elapsedMs);
  expect(back.errors?.green.requests).toBe(102 * 50);
});

test('a first release is judged by its limit, and the words say so', () => {
  const first = { baseline: 'none' } as const;
  const alone = (errors: number) => (t: number) => counts(t, { requests: 100, errors }, none, 100);
  expect(verdict(run(start(first), 300, alone(1)))).toMatchObject({ verdict: 'healthy' });
  const failing = verdict(run(start(first), 300, alone(20)));
  expect(failing).toMatchObject({ verdict: 'anomaly', because: 'over-limit' });
  expect(failing.evidence.words.join(' ')).toContain('no baseline');
});

test('a service that fails as a whole is not the canary’s fault, nor a proof that it is well', () => {
  const outage = (t: number) => counts(t, { requests: 50, errors: 50 }, { requests: 950, errors: 950 });
  const state = run(start({ atMostMs: 20 * MINUTE }), 1_200, outage);
  expect(verdict(state).verdict).toBe('inconclusive');
});

test('other instances are another draw: the spread starts anew', () => {
  const noisy = { ...uncalibrated(), errors: { phi: 1, eta: 1, sigma: 0.2, tau: 0.1 } };
  const worse = (instances: number) => (t: number) =>
    counts(t, { requests: 50, errors: t % 2, instances }, { requests: 950, errors: 5, instances: 19 });
  const one = run(startVerdict(noisy, { latency: 'off' }, 0), 30, worse(1));
  const three = run(one, 1, worse(3));
  expect(three.errors?.harm?.lottery.all).toBeLessThan(one.errors?.harm?.lottery.all as number);
  expect(three.errors?.harm?.lottery.settled).toBeGreaterThan(0);
});

test('a decision stands, whatever comes after', () => {
  const failing = (t: number) => counts(t, { requests: 50, errors: 50 }, { requests: 950, errors: 0 });
  const decided = run(start(), 5, failing);
  expect(decided.decision?.verdict).toBe('anomaly');
  expect(run(decided, 100, good)).toBe(decided);
});

test('a monitor that guards nothing is refused', () => {
  expect(() => startVerdict(uncalibrated(), { errors: 'off', latency: 'off' })).toThrow('at least one metric');
});

const none: ArmCounts = { requests: 0, errors: 0 };

function counts(t: number, green: ArmCounts, blue: ArmCounts, weight = 5): Counts {
  return { atMs: t * SECOND, green, blue, weight };
}

function good(t: number): Counts {
  return counts(t, { requests: 50, errors: 0 }, { requests: 950, errors: 0 });
}

function start(settings: Partial<SettingsGiven> = {}): VerdictState {
  return startVerdict(uncalibrated(), { latency: 'off', errors: { marginPoints: 0.5 }, ...settings }, 0);
}

/** So many more seconds of the given traffic. */
function run(state: VerdictState, seconds: number, traffic: (t: number) => Counts): VerdictState {
  const from = Math.round((state.clock.lastAtMs ?? 0) / SECOND);
  let next = state;
  for (let t = from + 1; t <= from + seconds; t++) next = tick(next, traffic(t));
  return next;
}
