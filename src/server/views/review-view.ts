import type { ReviewView } from '../../api/shapes.ts';
import type { Delivery } from '../../chart/delivery.ts';
import type { Run } from '../../engine/run.ts';
import { flatNumbers } from '../../lib/flat-numbers.ts';
import { wayOf } from './way.ts';

/** What a reviewer wants to know beside the step's own figures: every number of this run against the live release's, and what judged it. */
export function viewReview(
  run: Run,
  delivery: Delivery,
  liveRun: Run | undefined,
): Pick<ReviewView, 'deltas' | 'judged'> {
  const labels = new Map(delivery.chart.nodes.map((node) => [node.id, node.label]));
  const label = (node: string) => labels.get(node) ?? node;
  return {
    deltas: delivery.order.flatMap((node) =>
      numbersOf(run, node).map(([name, now]) => {
        const before = new Map(liveRun ? numbersOf(liveRun, node) : []).get(name);
        return { node, label: label(node), name, now, ...(before === undefined ? {} : { before }) };
      }),
    ),
    judged: delivery.order.flatMap((node) => {
      const { evidence = [], reason, outcome } = run.steps[node] ?? {};
      if (outcome === undefined || (evidence.length === 0 && reason === undefined)) return [];
      const sentences = evidence.length > 0 ? evidence.map((each) => each.sentence) : [reason ?? ''];
      return [{ node, label: label(node), outcome, good: wayOf(delivery, run, node) === 'forward', sentences }];
    }),
  };
}

/** The numbers that a step reported: what gates judge by. */
function numbersOf(run: Run, node: string): [string, number][] {
  const output = run.steps[node]?.output;
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return [];
  return Object.entries(flatNumbers(output['numbers'] ?? null));
}
