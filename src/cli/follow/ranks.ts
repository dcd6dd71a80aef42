import type { RunView, StepView } from '../../api/shapes.ts';

/** A step and how many steps deep in the chart it stands. */
export interface Ranked {
  step: StepView;
  rank: number;
}

/**
 * The steps of a run from the chart's start to its end, each with the length of the longest way to it. The server lists steps so that only
 * edges that close a cycle lead backwards; those count nothing here.
 */
export function ranked({ steps, edges }: Pick<RunView, 'steps' | 'edges'>): Ranked[] {
  const sources = Map.groupBy(edges, (edge) => edge.to);
  const ranks = new Map<string, number>();
  for (const { node } of steps) {
    const before = (sources.get(node) ?? []).flatMap(({ from }) => ranks.get(from) ?? []);
    ranks.set(node, Math.max(-1, ...before) + 1);
  }
  return steps.map((step) => ({ step, rank: ranks.get(step.node) ?? 0 })).sort((one, other) => one.rank - other.rank);
}
