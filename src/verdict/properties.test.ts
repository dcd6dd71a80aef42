import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calibrate } from './calibrate.ts';
import { restarts } from './clock.ts';
import { uncalibrated } from './calibration.ts';
import { logBets } from './count-harm.ts';
import type { Counts } from './counts.ts';
import { healthOf, logEvidence } from './decide.ts';
import { difference } from './difference.ts';
import { shares } from './exposure.ts';
import { startVerdict } from './start.ts';
import type { VerdictState } from './state.ts';
import { tick } from './tick.ts';
import { verdict } from './verdict.ts';

const EDGES_MS = [10, 20, 40, 80];
/** Evidence may grow without end here: no decision cuts a property short. */
const OPEN = { alpha: 1e-300, beta: 1e-300, atMostMs: 1e12, warmUpMs: 5_000 };

const amount = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.constantFrom(0, 1, 2 ** 40));
const arm = fc.record({
  requests: amount,
  part: fc.double({ min: 0, max: 1, noNaN: true }),
  buckets: fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 5, maxLength: 5 }),
});
const step = fc.record({
  ms: fc.integer({ min: -5_000, max: 90_000 }),
  green: arm,
  blue: arm,
  weight: fc.constantFrom(5, 5, 5, 5, 25),
});
const log = fc.array(step, { minLength: 1, maxLength: 40 }).map(toCounts);

test('stored and read back half way, the judgement goes on to the same bit', () => {
  fc.assert(
    fc.property(log, fc.nat(40), (ticks, cut) => {
      const through = ticks.reduce(tick, start());
      const stored = JSON.stringify(ticks.slice(0, cut).reduce(tick, start()));
      const resumed = ticks.slice(cut).reduce(tick, JSON.parse(stored) as VerdictState);
      expect(JSON.stringify(resumed)).toBe(JSON.stringify(through));
    }),
  );
});

test('looking changes nothing, and what is seen is finite', () => {
  fc.assert(
    fc.property(log, (ticks) => {
      let watched = start();
      for (const counts of ticks) {
        watched = tick(watched, counts);
        const { evidence } = verdict(watched);
        expect(JSON.parse(JSON.stringify(evidence))).toEqual(evidence);
        expect(Number.isFinite(evidence.harm.log)).toBe(true);
      }
      expect(watched).toEqual(ticks.reduce(tick, start()));
    }),
  );
});

test('one more error of the canary never lowers the bets on harm nor raises the evidence of health', () => {
  const shares = fc.record({
    green: fc.nat(2_000),
    blue: fc.nat(40_000),
    errors: fc.nat(500),
    others: fc.nat(500),
    more: fc.integer({ min: 1, max: 1_000 }),
  });
  fc.assert(
    fc.property(fc.array(shares, { minLength: 1, maxLength: 20 }), fc.nat(19), (ticks, at) => {
      const run = (extra: boolean) =>
        ticks.reduce(
          (state, { green, blue, errors, others, more }, i) =>
            tick(state, {
              atMs: (i + 1) * 5_000,
              green: { requests: green, errors: errors + (extra && i === at % ticks.length ? more : 0) },
              blue: { requests: blue, errors: others },
              weight: 5,
            }),
          startVerdict(uncalibrated({ phi: 30 }), { ...OPEN, latency: 'off' }, 0),
        );
      const [few, many] = [run(false), run(true)];
      expect(bets(many)).toBeGreaterThanOrEqual(bets(few) - 1e-9);
      expect(healthOf(many).errors).toBeLessThanOrEqual((healthOf(few).errors as number) + 1e-9);
    }),
  );
});

test('the evidence itself rises with the canary’s errors, up to all of them', () => {
  for (const requests of [50, 2_000, 2 ** 40]) {
    let last = -Infinity;
    for (let errors = Math.ceil(requests / 50); errors <= requests; errors += Math.ceil(requests / 50)) {
      const state = tick(startVerdict(uncalibrated(), { ...OPEN, latency: 'off' }, 0), {
        atMs: 1_000,
        green: { requests, errors },
        blue: { requests: requests * 19, errors: 0 },
        weight: 5,
      });
      const { total } = logEvidence(state);
      expect(total).toBeGreaterThan(last);
      last = total;
    }
  }
});

test('time without counts changes no evidence, wherever it falls and however long it is', () => {
  const gap = fc.record({
    at: fc.nat(40),
    ticks: fc.integer({ min: 1, max: 20 }),
    ms: fc.integer({ min: 0, max: 90_000 }),
  });
  fc.assert(
    fc.property(log, gap, (ticks, { at, ticks: missing, ms }) => {
      const before = ticks.slice(0, at).reduce(tick, start());
      let during = before;
      for (let i = 1; i <= missing; i++) {
        const atMs = (before.clock.lastAtMs ?? 0) + i * ms;
        const nothing = { requests: 0, errors: 0 };
        during = tick(during, { atMs, green: nothing, blue: nothing, weight: 5, missing: 'the source is away' });
      }
      const { errors, latency, exposure, silence, clock } = during;
      expect({ errors, latency, exposure, silence, observedMs: clock.observedMs }).toEqual({
        errors: before.errors,
        latency: before.latency,
        exposure: before.exposure,
        silence: before.silence,
        observedMs: before.clock.observedMs,
      });
    }),
  );
});

test('a tick under another weight is evidence of nothing, and for a while the share that helps least counts', () => {
  fc.assert(
    fc.property(log, fc.constantFrom(1, 10, 50, 95), fc.nat(1_000), (ticks, weight, errors) => {
      const before = ticks.reduce(tick, start());
      const atMs = (before.clock.lastAtMs ?? 0) + 1_000;
      const green = { requests: 1_000, errors };
      const changed = tick(before, { atMs, green, blue: { requests: 1_000, errors: 0 }, weight });
      expect(changed.frozen).toBe('weight-changed');
      expect([changed.errors, changed.latency]).toEqual([before.errors, before.latency]);
      const counts = { atMs, green: { requests: 0, errors }, blue: { requests: 0, errors: 0 }, weight };
      const { harm, guard } = shares(counts, changed.exposure);
      const both = [(before.exposure.weight ?? 0) / 100, weight / 100];
      expect([harm, guard]).toEqual([Math.max(...both), Math.min(...both)]);
    }),
  );
});

test('the state of a count metric is small', () => {
  const ticks = Array.from({ length: 4_000 }, (_, i): Counts => ({
    atMs: 1_785_000_000_000 + i * 1_000,
    green: { requests: 50, errors: i % 7 === 0 ? 1 : 0, answers: 50 },
    blue: { requests: 950, errors: i % 3, answers: 950 },
    weight: 5,
  }));
  const {
    settings: _,
    calibration: __,
    ...moving
  } = ticks.reduce(tick, startVerdict(uncalibrated(), { ...OPEN, latency: 'off' }));
  expect(JSON.stringify(moving).length).toBeLessThan(1_024);
});

test('the order of the instances changes nothing', () => {
  const counts = fc.record({ requests: fc.nat(500), errors: fc.nat(20) });
  const ticks = fc.array(fc.array(counts, { minLength: 4, maxLength: 4 }), { minLength: 30, maxLength: 60 });
  fc.assert(
    fc.property(ticks, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 }), (rows, order) => {
      const history = (places: readonly number[]) =>
        rows.map((row, i) => ({
          atMs: (i + 1) * 180_000,
          instances: places.map((p) => ({ id: `shop-${p}`, ...(row[p] as { requests: number; errors: number }) })),
        }));
      expect(calibrate(history(order))).toEqual(calibrate(history([0, 1, 2, 3])));
    }),
  );
});

test('differences add up to the counters, through every relaunch', () => {
  const increment = fc.record({ requests: fc.nat(100), errors: fc.nat(100), anew: fc.boolean() });
  fc.assert(
    fc.property(fc.array(increment), (increments) => {
      let epoch = 0;
      let now = { epoch: '0', requests: 0, errors: 0, latency: [0] };
      let counted = 0;
      for (const { requests, errors, anew } of increments) {
        const from = anew ? { epoch: `${++epoch}`, requests: 0, errors: 0, latency: [0] } : now;
        const next = {
          ...from,
          requests: from.requests + requests,
          errors: from.errors + errors,
          latency: [(from.latency[0] as number) + requests],
        };
        const seen = difference(now, next);
        expect([seen.requests, seen.errors, seen.latency]).toEqual([requests, errors, [requests]]);
        counted += seen.requests;
        now = next;
      }
      expect(counted).toBe(increments.reduce((sum, { requests }) => sum + requests, 0));
    }),
  );
});

function start(): VerdictState {
  return startVerdict(uncalibrated(), { ...OPEN, latency: { edgesMs: EDGES_MS } }, 0);
}

function bets(state: VerdictState): number {
  return logBets((state.errors as NonNullable<VerdictState['errors']>).harm as never, restarts(state.clock), 30);
}

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function toCounts(steps: readonly Step[]): Counts[] {
  let atMs = 0;
  return steps.map(({ ms, green, blue, weight }) => {
    atMs += ms;
    const side = ({ requests, part, buckets }: Step['green']) => ({
      requests,
      errors: Math.floor(part * requests),
      answers: requests,
      latency: buckets,
    });
    return { atMs, green: side(green), blue: side(blue), weight };
  });
}
