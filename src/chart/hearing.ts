import type { Step } from './delivery.ts';
import type { RoutesBehind } from './routes-behind.ts';

/**
 * The outcomes of a step that people ought to hear of (failures, rejections, anomalies, and any rollback) and from which
 * no drawn path reaches a notify, by name.
 */
export function unheardOutcomes(step: Step, steps: Readonly<Record<string, Step>>, behind: RoutesBehind): string[] {
  const matters = step.outcomes.filter(({ way }) => way === 'failure' || step.rollout === 'rollback');
  return matters.map(({ name }) => name).filter((name) => !isHeard(step.node, name, steps, behind));
}

function isHeard(node: string, outcome: string, steps: Readonly<Record<string, Step>>, behind: RoutesBehind): boolean {
  const next = behind.of(node).filter((route) => route.outcomes.includes(outcome));
  return next.some(({ to }) => [to, ...behind.nodesFrom(to)].some((reached) => steps[reached]?.kind === 'notify'));
}
