import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countAbsolute, startAbsoluteHarm } from './absolute-harm.ts';
import { closeBlock, countHarm, startCountHarm } from './count-harm.ts';
import { guardErrors, startErrorGuard } from './error-guard.ts';
import { guardLatency, startLatencyGuard } from './latency-guard.ts';
import { closeLatencyBlock, countLatency, startLatencyHarm } from './latency-harm.ts';
import { makeScores } from './latency-scores.ts';
import { EMPTY_LOTTERY, logAnyEffect } from './lottery.ts';

/** Every outcome is enumerated with its exact chance under the hypothesis that the evidence speaks against. */
const ROUNDING = 1e-9;
const size = fc.integer({ min: 1, max: 40 });
const phi = fc.double({ min: 1, max: 8, noNaN: true });

test('likelihood and share bets on errors: mean at most 1 if both versions are equal', () => {
  fc.assert(
    fc.property(size, size, fc.double({ min: 0, max: 1, noNaN: true }), phi, (green, blue, part, phi) => {
      const all = Math.max(1, Math.floor(part * (green + blue)));
      const share = green / (green + blue);
      const noise = { phi, eta: 1 / phi, sigma: 0.1 };
      const start = startCountHarm();
      for (let j = 0; j < start.likelihood.length; j++) {
        const [likelihood, bet] = [[0], [0]];
        for (const { canary, chance } of hypergeometric(green, blue, all)) {
          const counted = countHarm(start, { canary, all, share }, noise, { restarts: 0, logEnough: 7 });
          likelihood[0] = (likelihood[0] as number) + chance * growth(start.likelihood[j], counted.likelihood[j]);
          bet[0] = (bet[0] as number) + chance * growth(start.share[j], closeBlock(counted, noise).share[j]);
        }
        expect(likelihood[0]).toBeLessThanOrEqual(1 + ROUNDING);
        expect(bet[0]).toBeLessThanOrEqual(1 + ROUNDING);
      }
    }),
  );
});

test('bet on any effect: mean at most 1 if both versions are equal, from the first rare event to the hundredth', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.double({ min: 0.001, max: 0.9, noNaN: true }),
      phi,
      (all, share, phi) => {
        const mean = expectation(binomial(all, share), (canary) =>
          Math.exp(
            logAnyEffect({ ...EMPTY_LOTTERY, canary: canary / phi, all: all / phi, expected: (share * all) / phi }),
          ),
        );
        expect(mean).toBeLessThanOrEqual(1 + ROUNDING);
      },
    ),
    { numRuns: 1_000 },
  );
});

test('comparing guard of errors: mean at most 1 if the canary is worse by the ratio', () => {
  fc.assert(
    fc.property(
      size,
      size,
      fc.double({ min: 1e-4, max: 0.3, noNaN: true }),
      fc.double({ min: 1.1, max: 3, noNaN: true }),
      phi,
      (green, blue, rate, ratio, phi) => {
        const start = startErrorGuard();
        const share = green / (green + blue);
        for (let all = 0; all <= Math.min(12, green + blue); all++) {
          const table = worseTable(green, blue, all, rate, rate * ratio);
          for (let j = 0; j < start.compared.length; j++) {
            const mean = expectation(table, (canary) => {
              const guard = guardErrors(
                start,
                { requests: green, allRequests: green + blue, canary, all, share },
                ratio,
                0.01,
                phi,
              );
              return growth(start.compared[j], guard.compared[j]);
            });
            expect(mean).toBeLessThanOrEqual(1 + ROUNDING);
          }
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('absolute guard and absolute harm: mean at most 1 on their own side of the limit', () => {
  fc.assert(
    fc.property(
      size,
      fc.double({ min: 1e-4, max: 0.9, noNaN: true }),
      phi,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, limit, phi, part) => {
        const above = binomial(n, limit + part * (1 - limit));
        const below = binomial(n, limit * part);
        const guard = startErrorGuard();
        guard.absolute.forEach((before, j) => {
          const mean = expectation(above, (canary) =>
            growth(
              before,
              guardErrors(guard, { requests: n, allRequests: 2 * n, canary, all: canary, share: 0.5 }, 1.5, limit, phi)
                .absolute[j],
            ),
          );
          expect(mean).toBeLessThanOrEqual(1 + ROUNDING);
        });
        const harm = startAbsoluteHarm();
        harm.bets.forEach((before, j) => {
          const mean = expectation(below, (canary) =>
            growth(before, countAbsolute(harm, n, canary, limit, phi).bets[j]),
          );
          expect(mean).toBeLessThanOrEqual(1 + ROUNDING);
        });
      },
    ),
  );
});

const EDGES = [10, 20, 40];
const SCORES = makeScores([500, 300, 150, 50], EDGES);
const histogram = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 4, maxLength: 4 });

test('bets on latency: mean at most 1 if both histograms are one, drawn at random', () => {
  fc.assert(
    fc.property(histogram, fc.double({ min: 0, max: 1, noNaN: true }), phi, (both, part, phi) => {
      const requests = both.reduce((a, b) => a + b, 0);
      const green = Math.min(requests - 1, Math.max(1, Math.floor(part * requests)));
      if (requests < 2) return;
      const start = startLatencyHarm(SCORES);
      const noise = { phi, eta: 1 / phi, sigma: 0.1 };
      const outcomes = drawings(both, green).map(({ canary, chance }) => {
        const counted = countLatency(start, canary, minus(both, canary), SCORES, noise);
        return { chance, counted: closeLatencyBlock(counted, noise) };
      });
      for (const kind of ['likelihood', 'share'] as const)
        start[kind].forEach((before, j) => {
          const mean = outcomes.reduce(
            (sum, { chance, counted }) => sum + chance * growth(before, counted[kind][j]),
            0,
          );
          expect(mean).toBeLessThanOrEqual(1 + ROUNDING);
        });
    }),
    { numRuns: 60 },
  );
});

test('guard of latency: mean at most 1 if as many of the canary lie above its cut as of the baseline above its own', () => {
  fc.assert(
    fc.property(size, size, fc.double({ min: 0, max: 1, noNaN: true }), phi, (green, blue, part, phi) => {
      const slow = Math.floor(part * (green + blue));
      const cut = { canary: [0, 1], baseline: [0, 1] };
      const start = startLatencyGuard();
      start.bets.forEach((before, j) => {
        const mean = expectation(hypergeometric(green, blue, slow), (canary) => {
          const [own, other] = [
            [green - canary, canary],
            [blue - (slow - canary), slow - canary],
          ];
          return growth(before, guardLatency(start, own, other, cut, phi).bets[j]);
        });
        expect(mean).toBeLessThanOrEqual(1 + ROUNDING);
      });
    }),
  );
});

type Table = { canary: number; chance: number }[];

function growth(before: number | undefined, after: number | undefined): number {
  return Math.exp((after as number) - (before as number));
}

function expectation(table: Table, value: (canary: number) => number): number {
  return table.reduce((sum, { canary, chance }) => sum + chance * value(canary), 0);
}

function logChoose(n: number, k: number): number {
  let log = 0;
  for (let i = 1; i <= k; i++) log += Math.log((n - k + i) / i);
  return log;
}

function hypergeometric(green: number, blue: number, all: number): Table {
  return weighed(green, blue, all, (canary) => logChoose(green, canary) + logChoose(blue, all - canary));
}

function worseTable(green: number, blue: number, all: number, rate: number, worse: number): Table {
  const odds = Math.log(worse / (1 - worse)) - Math.log(rate / (1 - rate));
  return weighed(green, blue, all, (x) => logChoose(green, x) + logChoose(blue, all - x) + x * odds);
}

function weighed(green: number, blue: number, all: number, log: (canary: number) => number): Table {
  const table: Table = [];
  for (let canary = Math.max(0, all - blue); canary <= Math.min(green, all); canary++)
    table.push({ canary, chance: Math.exp(log(canary)) });
  const sum = table.reduce((total, { chance }) => total + chance, 0);
  return table.map(({ canary, chance }) => ({ canary, chance: chance / sum }));
}

function binomial(n: number, p: number): Table {
  return Array.from({ length: n + 1 }, (_, canary) => ({
    canary,
    chance: Math.exp(logChoose(n, canary)) * p ** canary * (1 - p) ** (n - canary),
  }));
}

/** All ways to draw the canary's histogram from both. */
function drawings(both: readonly number[], green: number): { canary: number[]; chance: number }[] {
  const all = both.reduce((a, b) => a + b, 0);
  const draw = (k: number, left: number): number[][] => {
    if (k === both.length) return left === 0 ? [[]] : [];
    const here = Math.min(left, both[k] as number);
    return Array.from({ length: here + 1 }, (_, own) => draw(k + 1, left - own).map((rest) => [own, ...rest])).flat();
  };
  return draw(0, green).map((canary) => ({
    canary,
    chance: Math.exp(
      canary.reduce((log, own, k) => log + logChoose(both[k] as number, own), 0) - logChoose(all, green),
    ),
  }));
}

function minus(a: readonly number[], b: readonly number[]): number[] {
  return a.map((count, k) => count - (b[k] as number));
}
