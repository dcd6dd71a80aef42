import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Delivery, Route } from './delivery.ts';
import { acyclicCharts, documentText } from './testing/random-charts.ts';
import { readDelivery } from './read-delivery.ts';
import { testDeclarations } from './testing/kinds.ts';

/** A run, as far as conflict is concerned: the edges that got a token. */
type Tokens = ReadonlySet<string>;

/**
 * Which edges never hold tokens together, by playing every run: node after node, each run so far goes on once for each
 * outcome. What conflicts at a node is seen from the runs of the nodes before it.
 */
function enumerate(delivery: Delivery): Record<string, string[]> {
  const conflicts: Record<string, string[]> = {};
  const routes = Object.values(delivery.routes);
  let runs: Tokens[] = [new Set()];
  for (const node of delivery.order) {
    const into = routes.filter((route) => route.to === node);
    const waitedFor = into.filter((route) => route.way !== 'failure');
    for (const route of waitedFor)
      conflicts[route.edge] = waitedFor.filter((other) => !together(runs, route, other)).map((other) => other.edge);
    const steps = delivery.steps[node]?.outcomes ?? [];
    runs = distinct(
      runs.flatMap((tokens) =>
        starts(tokens, into, conflicts) ? steps.map(({ name }) => after(tokens, routes, node, name)) : [tokens],
      ),
    );
  }
  return conflicts;
}

function together(runs: readonly Tokens[], one: Route, other: Route): boolean {
  return one === other || runs.some((tokens) => tokens.has(one.edge) && tokens.has(other.edge));
}

function starts(tokens: Tokens, into: readonly Route[], conflicts: Record<string, string[]>): boolean {
  if (into.length === 0 || into.some((route) => route.way === 'failure' && tokens.has(route.edge))) return true;
  const waitedFor = into.filter((route) => route.way !== 'failure');
  const arrived = waitedFor.filter((route) => tokens.has(route.edge));
  return (
    arrived.length > 0 &&
    waitedFor.every(
      (route) => tokens.has(route.edge) || arrived.some((each) => conflicts[route.edge]?.includes(each.edge)),
    )
  );
}

function after(tokens: Tokens, routes: readonly Route[], node: string, outcome: string): Tokens {
  return new Set([
    ...tokens,
    ...routes.filter((route) => route.from === node && route.outcomes.includes(outcome)).map((route) => route.edge),
  ]);
}

function distinct(runs: readonly Tokens[]): Tokens[] {
  return [...new Map(runs.map((tokens) => [[...tokens].toSorted().join(), tokens])).values()];
}

function read(text: string): Delivery {
  const { delivery, problems } = readDelivery('DELIVERY.md', text, testDeclarations);
  if (!delivery) throw new Error(JSON.stringify(problems));
  return delivery;
}

const RUNS = Number(process.env['CHART_RUNS'] ?? 500);

test(
  'two edges conflict exactly when no run puts a token on both',
  () => {
    fc.assert(
      fc.property(acyclicCharts(9, 18), (chart) => {
        const delivery = read(documentText(chart));
        expect(delivery.conflicts).toEqual(enumerate(delivery));
      }),
      { numRuns: RUNS },
    );
  },
  20_000 + RUNS * 20,
);
