import { describe, expect, test } from 'vitest';
import { deliveryOf, documentOf, sampleDelivery } from '../../test/support/deliveries.ts';
import { step, walkThrough } from '../../test/support/walk-through.ts';
import type { Ending } from './run.ts';

const sample = sampleDelivery();

describe('how a run of the sample shop ends', () => {
  test.each<[Ending, Record<string, string>]>([
    ['delivered', {}],
    ['failed', { UNIT: 'fail' }],
    ['failed', { BUILD: 'failed' }],
    ['failed', { MONITOR: 'inconclusive' }],
    ['rejected', { GATE: 'rejected' }],
    ['rejected', { REVIEW: 'rejected' }],
    ['rolled back', { MONITOR: 'anomaly' }],
  ])('%s: %j', (ending, outcomes) => {
    const { run } = walkThrough(sample, outcomes);
    expect({ phase: run.phase, ending: run.ending }).toEqual({ phase: 'ended', ending });
    expect(run.endingReason).not.toBe('');
    expect(Object.values(run.claims).every(({ state }) => state === 'released')).toBe(true);
  });

  test.each(['cancelled', 'superseded'] as const)('%s: by whom and why, with production settled first', (ending) => {
    const walk = walkThrough(sample, {}, ['MONITOR']);
    const [settled] = step(walk, sample, { type: 'stopped', ending, by: 'ada', reason: 'shop-2 is newer' });
    expect(walk.run.phase).toBe('settling');
    if (settled) step(walk, sample, settled);
    expect(walk.run).toMatchObject({ phase: 'ended', ending, endingReason: 'shop-2 is newer (ada)' });
    expect(walk.effects).toContainEqual({ type: 'settle', environment: 'production', fence: 1 });
  });

  test('checked: a delivery that deploys nothing, and a check run', () => {
    const checks = deliveryOf(documentOf(['CI --> LINT'], ['CI: { uses: checkout }', 'LINT: { run: x }']));
    expect(walkThrough(checks).run.ending).toBe('checked');
    expect(walkThrough(sample, {}, [], 'check').run.ending).toBe('checked');
  });
});

describe('what a chart does not draw', () => {
  test('a join that is left half filled without a failure: stuck, with the name of the node', () => {
    const stuck = deliveryOf(
      documentOf(
        ['ASK -->|yes| A', 'ASK -->|no| B', 'OTHER --> A & B', 'A --> END', 'OTHER --> END'],
        [
          'ASK: { uses: approval-rule }',
          'OTHER: { run: x }',
          'A: { run: x }',
          'B: { run: x }',
          'END: { uses: notify }',
        ],
      ),
    );
    const { run } = walkThrough(stuck, { ASK: 'yes' });
    expect(run).toMatchObject({ ending: 'failed', endingReason: expect.stringMatching(/^stuck at B/) as string });
  });

  test('a failure without an edge fails the run at once, and what runs beside it is halted', () => {
    const delivery = deliveryOf(
      documentOf(['CI --> A & B'], ['CI: { uses: checkout }', 'A: { run: x }', 'B: { run: x }']),
    );
    const { run, effects } = walkThrough(delivery, { A: 'fail' }, ['B']);
    expect(run).toMatchObject({
      ending: 'failed',
      endingReason: 'A ended fail, and no edge leads on from there (the chart)',
    });
    expect(effects).toContainEqual({ type: 'halt', node: 'B', visit: 1 });
  });

  test("a failure from which no drawn path reaches a notify is told to the chart's failure notifiers, once", () => {
    const { effects } = walkThrough(sample, { BUILD: 'failed' });
    expect(effects.filter(({ type }) => type === 'tell')).toEqual([
      { type: 'tell', node: 'BUILD', visit: 1, outcome: 'failed' },
    ]);
  });

  test('a failure that a drawn path tells is told there alone', () => {
    expect(walkThrough(sample, { UNIT: 'fail' }).effects.filter(({ type }) => type === 'tell')).toEqual([]);
  });
});
