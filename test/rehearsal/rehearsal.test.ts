import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Delivery } from '../../src/chart/delivery.ts';
import { endingWord } from '../../src/chart/ending-word.ts';
import { drawnOutcomes, endingsOf } from '../../src/chart/endings.ts';
import { readDelivery } from '../../src/chart/read-delivery.ts';
import { rehearse } from '../../src/chart/rehearse.ts';
import { acyclicCharts, cyclicCharts, documentText, type RandomChart } from '../../src/chart/testing/random-charts.ts';
import { declarations } from '../../src/steps/kinds.ts';
import { sampleDelivery } from '../support/deliveries.ts';
import { type EngineRun, everyRun } from './every-run.ts';

const RUNS = Number(process.env['CHART_RUNS'] ?? 150);

test("the seed's chart has twenty distinct endings, by rehearsal and by running the engine through every one", () => {
  const delivery = sampleDelivery();
  const runs = everyRun(delivery, drawnOutcomes(delivery)) ?? [];
  expect(runSignatures(delivery, runs).size).toBe(20);
  expect(rehearsedSignatures(delivery)).toEqual(runSignatures(delivery, runs));
});

test.each([
  ['without cycles', acyclicCharts(8, 14)],
  ['with cycles', cyclicCharts(6, 9)],
])(
  'on random charts %s a rehearsal ends as the engine ends',
  (_, charts) => {
    let compared = 0;
    fc.assert(
      fc.property(charts, (chart) => {
        const delivery = read(chart);
        const runs = delivery && everyRun(delivery, drawnOutcomes(delivery));
        if (!delivery || !runs) return;
        compared += 1;
        expect(rehearsedSignatures(delivery)).toEqual(runSignatures(delivery, runs));
      }),
      { numRuns: RUNS },
    );
    expect(compared).toBeGreaterThan(RUNS / 4);
  },
  60_000 + RUNS * 100,
);

test.each([
  ['without cycles', acyclicCharts(8, 14)],
  ['with cycles', cyclicCharts(6, 9)],
])(
  'on random charts %s the walk of a choice is the walk of the engine',
  (_, charts) => {
    const choices = fc.array(fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }), { minLength: 8, maxLength: 8 });
    let compared = 0;
    fc.assert(
      fc.property(charts, choices, (chart, chosen) => {
        const delivery = read(chart);
        if (!delivery) return;
        const perNode = Object.fromEntries(
          delivery.order.map((node, at) => [node, (chosen[at] ?? [0]).map((way) => outcomeOf(delivery, node, way))]),
        );
        const rehearsed = rehearse(delivery, perNode, 'first');
        const [run] =
          everyRun(delivery, (node, visit) => [perNode[node]?.[visit - 1] ?? perNode[node]?.at(-1) ?? '']) ?? [];
        if ('mistakes' in rehearsed || !run) throw new Error('every choice is an outcome, and one run comes of it');
        compared += 1;
        const walk = rehearsed.endings[0]?.walk.filter(({ node }) => delivery.steps[node]?.kind !== 'passive');
        expect(walk).toEqual(run.walk);
        expect(rehearsed.endings[0]?.ending).toBe(run.run.ending);
      }),
      { numRuns: RUNS },
    );
    expect(compared).toBeGreaterThan(RUNS / 4);
  },
  60_000 + RUNS * 100,
);

function read(chart: RandomChart): Delivery | undefined {
  return readDelivery('DELIVERY.md', documentText(chart), declarations).delivery;
}

function outcomeOf(delivery: Delivery, node: string, way: number): string {
  const outcomes = delivery.steps[node]?.outcomes ?? [];
  return outcomes[way % outcomes.length]?.name ?? '';
}

/** What makes two endings one: its word, and how each step that ran ended in its last visit. */
function signature(
  delivery: Delivery,
  ending: string | undefined,
  outcomeOf: (node: string) => string | undefined,
): string {
  const steps = delivery.order.filter((node) => delivery.steps[node]?.kind !== 'passive');
  return JSON.stringify([ending, steps.map((node) => outcomeOf(node) ?? null)]);
}

function runSignatures(delivery: Delivery, runs: readonly EngineRun[]): Set<string> {
  return new Set(runs.map(({ run }) => signature(delivery, run.ending, (node) => run.steps[node]?.outcome)));
}

function rehearsedSignatures(delivery: Delivery): Set<string> {
  const { endings, complete } = endingsOf(delivery, drawnOutcomes(delivery));
  expect(complete).toBe(true);
  return new Set(
    endings.map((played) => signature(delivery, endingWord(delivery, played).ending, (node) => played.ended.get(node))),
  );
}
