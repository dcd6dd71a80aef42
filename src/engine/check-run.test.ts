import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deliveryOf, documentOf, sampleDelivery } from '../../test/support/deliveries.ts';
import { walkThrough } from '../../test/support/walk-through.ts';
import { acyclicCharts } from '../chart/testing/random-charts.ts';

const sample = sampleDelivery();

/** Kinds of the random charts' own vocabulary, and what publishes, changes or tests an environment beside them. */
const MORE = [
  '{ uses: deploy, to: production }',
  '{ uses: traffic, to: production, weight: 5 % }',
  '{ uses: cdn-invalidation, of: production }',
  '{ uses: rollback, of: production }',
  '{ run: x, against: staging }',
  '{ uses: incident }',
];

/** Like `acyclicCharts`, every second step of it one that a check run must not start. */
const charts = fc
  .record({ drawn: acyclicCharts(8, 14), more: fc.array(fc.nat(MORE.length), { minLength: 8, maxLength: 8 }) })
  .map(({ drawn, more }) => {
    const steps = drawn.steps.map((line, at) => {
      const other = MORE[more[at] ?? 0];
      return at % 2 === 1 && other !== undefined ? `N${at}: ${other}` : line;
    });
    // What was another kind's outcome is none of this one; the edge then follows whatever happens.
    const chart = drawn.chart.map((line) =>
      line.replace(/^N\d*[13579] -->\|[^|]*\|/, (edge) => edge.replace(/\|.*\|/, '|always|')),
    );
    return deliveryOf(documentOf(chart, steps));
  });

describe('a check run', () => {
  test('never starts what publishes or uses an environment, claims nothing, and ends checked or failed', () => {
    let checked = 0;
    fc.assert(
      fc.property(charts, fc.array(fc.nat(2), { minLength: 8, maxLength: 8 }), (delivery, turns) => {
        const outcomes = Object.fromEntries(
          delivery.order.map((node, at) => {
            const known = delivery.steps[node]?.outcomes ?? [];
            return [node, known[(turns[at] ?? 0) % known.length]?.name ?? 'done'];
          }),
        );
        const { run, effects, started } = walkThrough(delivery, outcomes, [], 'check');
        for (const node of started) {
          expect(delivery.steps[node]?.publishes).toBe(false);
          expect(delivery.steps[node]?.environment).toBeUndefined();
        }
        const touching = effects.filter(({ type }) => ['claim', 'release', 'change', 'settle'].includes(type));
        expect(touching).toEqual([]);
        expect(run.phase).toBe('ended');
        expect(['checked', 'failed']).toContain(run.ending);
        if (run.ending === 'checked') checked += 1;
      }),
      { numRuns: 500, seed: 11 },
    );
    expect(checked).toBeGreaterThan(50);
  });

  test('that stops on the way to a join is not stuck there', () => {
    const delivery = deliveryOf(
      documentOf(
        ['CI --> LINT & BUILD', 'LINT & BUILD --> TELL'],
        ['CI: { uses: checkout }', 'LINT: { run: x }', 'BUILD: { uses: image }', 'TELL: { uses: notify }'],
      ),
    );
    const { run, started } = walkThrough(delivery, {}, [], 'check');
    expect({ ending: run.ending, started }).toEqual({ ending: 'checked', started: ['CI', 'LINT'] });
  });

  test('ends failed where a gate rejects: there is nothing that was rejected of a delivery', () => {
    const delivery = deliveryOf(
      documentOf(
        ['CI --> GATE', 'GATE -->|rejected| TELL'],
        [
          'CI: { uses: checkout }',
          'GATE: { uses: quality-gate, require: { coverage: ">= 1 %" } }',
          'TELL: { uses: notify }',
        ],
      ),
    );
    expect(walkThrough(delivery, { GATE: 'rejected' }, [], 'check').run.ending).toBe('failed');
  });

  test('of the sample shop checks, and builds nothing', () => {
    const { run, started } = walkThrough(sample, {}, [], 'check');
    expect({ ending: run.ending, started }).toEqual({ ending: 'checked', started: ['CI', 'LINT', 'UNIT', 'SEC'] });
  });
});
