import type { ReviewView } from '../../api/shapes.ts';
import type { Delivery } from '../../chart/delivery.ts';
import type { Run } from '../../engine/run.ts';
import { flatNumbers } from '../../lib/flat-numbers.ts';
import { wayOf } from './way.ts';

/** What a reviewer wants to know beside the step's own figures: every number of this run against the live release's, and what judged it. */
export function viewReview(
  run: Run,
  delivery: Delivery,
  review: string,
  liveRun: Run | undefined,
): Pick<ReviewView, 'deltas' | 'judged'> {
  const labels = new Map(delivery.chart.nodes.map((node) => [node.id, node.label]));
  const label = (node: string) => labels.get(node) ?? node;
  // What came after an answer was not there to be judged by.
  const before = delivery.order.slice(0, delivery.order.indexOf(review));
  return {
    deltas: before.flatMap((node) =>
      numbersOf(run, node).map(([name, now]) => {
        const then = new Map(liveRun ? numbersOf(liveRun, node) : []).get(name);
        return { node, label: label(node), name, now, ...(then === undefined ? {} : { before: then }) };
      }),
    ),
    judged: before.flatMap((node) => {
      const { evidence = [], reason, outcome } = run.steps[node] ?? {};
      if (outcome === undefined || (evidence.length === 0 && reason === undefined)) return [];
      const sentences = evidence.length > 0 ? evidence.map((each) => each.sentence) : [reason ?? ''];
      return [{ node, label: label(node), outcome, good: wayOf(delivery, run, node) === 'forward', sentences }];
    }),
  };
}

/** The release that the step says it compared with; undefined where it says nothing of the kind. */
export function comparedWith(run: Run, node: string): string | undefined {
  const figures = run.steps[node]?.figures;
  if (typeof figures !== 'object' || figures === null || Array.isArray(figures)) return undefined;
  return typeof figures['live'] === 'string' ? figures['live'] : undefined;
}

/** The numbers that a step reported: what gates judge by. */
function numbersOf(run: Run, node: string): [string, number][] {
  const output = run.steps[node]?.output;
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return [];
  return Object.entries(flatNumbers(output['numbers'] ?? null));
}
