import type { EvidenceView } from '../../api/shapes.ts';
import type { Delivery } from '../../chart/delivery.ts';
import type { Run } from '../../engine/run.ts';

/** Every decision of a run with the record behind it and what happened next, in the chart's order. */
export function viewEvidence(run: Run, delivery: Delivery): EvidenceView[] {
  const labels = new Map(delivery.chart.nodes.map(({ id, label }) => [id, label]));
  return delivery.order.flatMap((node) => {
    const step = delivery.steps[node];
    const state = run.steps[node];
    if (!step || !state?.evidence) return [];
    return state.evidence.map((record) => ({
      node,
      kind: step.kind,
      label: labels.get(node) ?? node,
      visit: state.visit,
      ...(state.outcome === undefined ? {} : { outcome: state.outcome }),
      ...(state.endedAt === undefined ? {} : { at: state.endedAt }),
      ...record,
      next: whatCameNext(run, delivery, node),
    }));
  });
}

const STEPS_SAID_MAX = 8;

/** The steps that its outcome led to, and those that they led to, each with how it ended. */
function whatCameNext(run: Run, delivery: Delivery, node: string): string[] {
  const reached = new Set<string>();
  let frontier = [node];
  while (frontier.length > 0) {
    const led = Object.values(delivery.routes).filter(
      ({ edge, from, back }) => frontier.includes(from) && !back && run.tokens[edge] !== undefined,
    );
    frontier = [...new Set(led.map(({ to }) => to))].filter((to) => !reached.has(to));
    for (const to of frontier) reached.add(to);
  }
  return [...reached].slice(0, STEPS_SAID_MAX).map((to) => {
    const state = run.steps[to];
    return `${to} ${state?.outcome ?? (state?.state === 'idle' ? 'did not run' : 'runs')}`;
  });
}
