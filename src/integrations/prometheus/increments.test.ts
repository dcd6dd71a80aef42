import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LATENCY_EDGES_MS } from '../../lib/latency-edges.ts';
import { bucketsSince, riseSince } from './increments.ts';

const rises = fc.array(fc.record({ by: fc.nat(1_000), anew: fc.boolean() }), { maxLength: 50 });

test('every rise after the time counts once, through restarts', () => {
  fc.assert(
    fc.property(rises, fc.nat(50), (steps, since) => {
      let value = 0;
      let expected = 0;
      const samples = steps.map(({ by, anew }, index) => {
        // A restart shows only where the counter stands lower than before.
        value = anew && by < value ? by : value + by;
        if (index > since) expected += by;
        return { atMs: index, value };
      });
      expect(riseSince({ samples }, since)).toBe(expected);
    }),
  );
});

test('a counter that first appears later began at zero; one that stood before counts from there', () => {
  expect(riseSince({ samples: [{ atMs: 11, value: 7 }] }, 10)).toBe(7);
  expect(riseSince({ samples: [{ atMs: 9, value: 7 }] }, 10)).toBe(0);
});

test('each bucket of a classic histogram stands where its upper edge is, in either unit', () => {
  const at = (le: string, value: number) => ({ labels: { le }, samples: [{ atMs: 1, value }] });
  const seconds = bucketsSince([at('+Inf', 9), at('0.5', 7), at('0.001', 3)], 's', 0);
  const milliseconds = bucketsSince([at('1', 3), at('500', 7), at('+Inf', 9)], 'ms', 0);
  expect(seconds).toEqual(milliseconds);
  expect(seconds).toHaveLength(LATENCY_EDGES_MS.length + 1);
  expect(seconds[LATENCY_EDGES_MS.indexOf(1)]).toBe(3);
  expect(seconds[LATENCY_EDGES_MS.findIndex((edge) => edge >= 500)]).toBe(4);
  expect(seconds.at(-1)).toBe(2);
});
