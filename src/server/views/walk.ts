import type { Delivery } from '../../chart/delivery.ts';
import type { Run, StepState } from '../../engine/run.ts';

/** The walk so far as a sentence: `CI done → LINT pass, UNIT fail → NOTIFY_FAIL done`; steps that ended together share an arrow. */
export function tellWalk(run: Run, delivery: Delivery): string {
  const ranks = new Map<number, string[]>();
  for (const node of delivery.order) {
    const step = delivery.steps[node];
    const state = run.steps[node];
    if (!step || step.kind === 'passive' || state?.outcome === undefined) continue;
    const rank = rankOf(delivery, node);
    ranks.set(rank, [...(ranks.get(rank) ?? []), `${node} ${sayEnd(state)}`]);
  }
  return [...ranks]
    .sort(([one], [other]) => one - other)
    .map(([, said]) => said.join(', '))
    .join(' → ');
}

function sayEnd({ couldNotRun, outcome, visit }: StepState): string {
  const end = couldNotRun ? 'could not run' : (outcome ?? '');
  return visit > 1 ? `${end} the ${ordinal(visit)} time` : end;
}

function ordinal(count: number): string {
  const last = count % 100 >= 11 && count % 100 <= 13 ? 0 : count % 10;
  return `${count}${['th', 'st', 'nd', 'rd'][last] ?? 'th'}`;
}

/** Longest way from a start to the node, back edges left out. */
function rankOf(delivery: Delivery, node: string): number {
  const ranks = new Map<string, number>();
  for (const each of delivery.order) {
    const before = Object.values(delivery.routes).filter((route) => route.to === each && !route.back);
    ranks.set(each, Math.max(0, ...before.map((route) => (ranks.get(route.from) ?? 0) + 1)));
    if (each === node) break;
  }
  return ranks.get(node) ?? 0;
}
