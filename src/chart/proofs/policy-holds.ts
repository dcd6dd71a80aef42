import type { Problem } from '../../lib/problem.ts';
import type { Causes, Never } from '../causes.ts';
import type { Delivery, Step } from '../delivery.ts';
import { type Demand, demandsOn, meets, type Policy } from '../policy/policy.ts';
import { notCounted } from '../policy/unmet.ts';
import { routesInto } from '../start-rule.ts';
import { afterWalk, problemOn } from './walk.ts';

/**
 * The operator's policy holds: on every walk to a step that it guards, what it asks for has ended so before. Where the
 * search is too much work, the edges alone must show it; what neither shows is refused.
 */
export function policyHolds(delivery: Delivery, causes: Causes, policy: Policy): Problem[] {
  return delivery.order.flatMap((node) => {
    const step = delivery.steps[node];
    if (!step) return [];
    return demandsOn(policy, step).flatMap((demand) => unmet(delivery, causes, step, demand, policy) ?? []);
  });
}

function unmet(delivery: Delivery, causes: Causes, step: Step, demand: Demand, policy: Policy): Problem | undefined {
  const met: Never = ({ node, outcomes }) => {
    const other = delivery.steps[node];
    return other !== undefined && outcomes.length > 0 && outcomes.every((outcome) => meets(demand, other, outcome));
  };
  if (edgesShow(delivery, step.node, met)) return undefined;
  // What follows from a step that already lacks it says nothing new.
  const never: Never = (happened) =>
    met(happened) || (happened.node !== step.node && isAskedOf(delivery, policy, happened.node, demand));
  const answer = causes.canStart([step.node], never);
  if (answer === 'impossible') return undefined;
  const walk = answer === 'possible' ? causes.shortestWalk([step.node], never) : [];
  const environment = step.environment?.name ?? '';
  const does =
    answer === 'possible'
      ? `\`${step.node}\` changes \`${environment}\` without \`${demand.says}\``
      : `That \`${step.node}\` never changes \`${environment}\` without \`${demand.says}\` could not be proved of so large a chart`;
  const message = `${afterWalk(delivery, walk)}${does}, which the policy asks for ${demand.before}.${notCounted(delivery, demand)}`;
  const hint = `Lead every path to it through such a step; the operator asks for it in ${policy.fileName}:${demand.line}.`;
  return problemOn(delivery, step.node, 'policy', message, hint);
}

function isAskedOf(delivery: Delivery, policy: Policy, node: string, demand: Demand): boolean {
  const step = delivery.steps[node];
  return step !== undefined && demandsOn(policy, step).includes(demand);
}

/**
 * Whether the edges alone show that nothing leads to the node but through what is asked for: true only if so, in one
 * pass over the chart. A node is behind it where every edge into it comes from such an outcome or such a node.
 */
function edgesShow(delivery: Delivery, wanted: string, met: Never): boolean {
  const behind = new Set<string>();
  for (const node of delivery.order) {
    const into = routesInto(delivery, node).filter((route) => !route.back);
    const isBehind = into.every(({ from, outcomes }) => behind.has(from) || met({ node: from, outcomes }));
    if (into.length > 0 && isBehind) behind.add(node);
    if (node === wanted) return behind.has(node);
  }
  return false;
}
