import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countHarm, type CountHarm, logBets, startCountHarm } from './count-harm.ts';
import { logRaise } from './overshoot.ts';

const ROUNDING = 1e-9;
const NOISE = { phi: 1, eta: 1, sigma: 0.02 };
const SOON = { restarts: 0, logEnough: Math.log(1_000) };

/** What two bets hold: capital on an effect each, the rest in cash. */
const bets = fc.record({
  effects: fc.tuple(fc.double({ min: 1.1, max: 4, noNaN: true }), fc.double({ min: 4, max: 100, noNaN: true })),
  parts: fc.tuple(fc.double({ min: 0.01, max: 0.5, noNaN: true }), fc.double({ min: 0.01, max: 0.49, noNaN: true })),
});
type Bets = typeof bets extends fc.Arbitrary<infer T> ? T : never;

test('cut at its boundary the raised capital has mean at most 1, drawn with and without replacement', () => {
  const boundary = fc.double({ min: 1.01, max: 30, noNaN: true });
  const size = fc.integer({ min: 1, max: 40 });
  let raises = 0;
  fc.assert(
    fc.property(
      bets,
      boundary,
      size,
      size,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (held, most, green, blue, part) => {
        const all = Math.max(1, Math.floor(part * (green + blue)));
        const share = green / (green + blue);
        const grown = (canary: number) => Math.log(capital(held, canary, all, share));
        const raised = Math.exp(logRaise({ all, share }, grown, 0, Math.log(most)));
        if (raised > 1) raises++;
        const cut = (canary: number) => Math.min(most, raised * capital(held, canary, all, share));
        expect(mean(all, (x) => binomial(all, x, share), cut)).toBeLessThanOrEqual(1 + ROUNDING);
        expect(mean(all, (x) => hypergeometric(green, blue, all, x), cut)).toBeLessThanOrEqual(1 + ROUNDING);
      },
    ),
    { numRuns: 2_000 },
  );
  expect(raises).toBeGreaterThan(100);
});

test('a single event is raised to the mean of 1 exactly: nothing is left to spare', () => {
  fc.assert(
    fc.property(bets, fc.double({ min: 0.01, max: 0.6, noNaN: true }), (held, share) => {
      const most = 1.05;
      const grown = (canary: number) => Math.log(capital(held, canary, 1, share));
      const raised = Math.exp(logRaise({ all: 1, share }, grown, 0, Math.log(most)));
      const cut =
        share * Math.min(most, raised * capital(held, 1, 1, share)) + (1 - share) * raised * capital(held, 0, 1, share);
      expect(cut).toBeCloseTo(1, 9);
    }),
  );
});

test('one more error of the canary lowers the bets at no later tick, close to the boundary too', () => {
  const tick = fc.record({ canary: fc.nat(3), others: fc.nat(12) });
  const share = 0.05;
  let raises = 0;
  fc.assert(
    fc.property(fc.array(tick, { minLength: 1, maxLength: 30 }), fc.nat(29), (ticks, at) => {
      const run = (extra: number) => {
        let harm: CountHarm = startCountHarm();
        return ticks.map(({ canary, others }, i) => {
          const own = canary + (i === at % ticks.length ? extra : 0);
          harm = countHarm(harm, { canary: own, all: own + others, share }, NOISE, SOON);
          if (harm.raised > 0) raises++;
          return logBets(harm, SOON.restarts, NOISE.phi);
        });
      };
      const [few, many] = [run(0), run(1)];
      const ended = few.findIndex((log) => log >= SOON.logEnough);
      few.slice(0, ended < 0 ? few.length : ended + 1).forEach((log, i) => {
        // Past the boundary the judgement has ended: what the bets say then decides nothing.
        if (many.slice(0, i).some((other) => other >= SOON.logEnough)) return;
        expect(many[i]).toBeGreaterThanOrEqual(log - ROUNDING);
      });
    }),
    { numRuns: 5_000 },
  );
  expect(raises).toBeGreaterThan(100);
});

test('far from the boundary, beyond it, and for very many events nothing is raised', () => {
  const grown = (canary: number) => canary * Math.log(2) - 2_000 * Math.log1p(0.05);
  expect(logRaise({ all: 2_000, share: 0.05 }, grown, 0, 7)).toBe(0);
  expect(logRaise({ all: 3, share: 0.05 }, (x) => x * Math.log(2) - 3 * Math.log1p(0.05), 0, 7)).toBe(0);
  expect(logRaise({ all: 3, share: 0.05 }, (x) => 8 + x, 8, 7)).toBe(0);
});

function capital({ effects, parts }: Bets, canary: number, all: number, share: number): number {
  const cash = 1 - parts[0] - parts[1];
  return effects.reduce((sum, effect, i) => {
    return sum + (parts[i] as number) * Math.exp(canary * Math.log(effect) - all * Math.log1p(share * (effect - 1)));
  }, cash);
}

function mean(all: number, chance: (canary: number) => number, value: (canary: number) => number): number {
  let sum = 0;
  for (let canary = 0; canary <= all; canary++) sum += chance(canary) * value(canary);
  return sum;
}

function binomial(n: number, x: number, p: number): number {
  return Math.exp(logChoose(n, x) + x * Math.log(p) + (n - x) * Math.log1p(-p));
}

function hypergeometric(green: number, blue: number, all: number, x: number): number {
  if (x > green || all - x > blue) return 0;
  return Math.exp(logChoose(green, x) + logChoose(blue, all - x) - logChoose(green + blue, all));
}

function logChoose(n: number, k: number): number {
  let log = 0;
  for (let i = 1; i <= k; i++) log += Math.log((n - k + i) / i);
  return log;
}
