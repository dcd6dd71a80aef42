import type { Delivery } from '../delivery.ts';
import { type Demand, demandsOn, meets, type Policy, whyNotCounted } from './policy.ts';

/** Steps named in one sentence; more would only hide it. */
const MAX_STEPS_NAMED = 3;

/**
 * What the policy asks for before a step and a run does not show, one sentence each; empty where the step may go ahead.
 * `outcomeOf` tells how a node ended in the run; undefined where it has not.
 */
export function unmetInRun(
  policy: Policy,
  delivery: Delivery,
  node: string,
  outcomeOf: (node: string) => string | undefined,
): string[] {
  const step = delivery.steps[node];
  if (!step) return [];
  return demandsOn(policy, step)
    .filter((demand) => !isMetInRun(demand, delivery, outcomeOf))
    .map((demand) => {
      const where = `${policy.fileName}:${demand.line}`;
      return `\`${demand.says}\`, which the policy asks for ${demand.before} (${where}), has not happened in this run.${notCounted(delivery, demand)}`;
    });
}

function isMetInRun(demand: Demand, delivery: Delivery, outcomeOf: (node: string) => string | undefined): boolean {
  return Object.values(delivery.steps).some((step) => {
    const outcome = outcomeOf(step.node);
    return outcome !== undefined && meets(demand, step, outcome);
  });
}

/** The steps that look like what is asked for and are not, with the reason. */
export function notCounted(delivery: Delivery, demand: Demand): string {
  const less = delivery.order.flatMap((node) => {
    const step = delivery.steps[node];
    const why = step && whyNotCounted(demand, step);
    return why === undefined ? [] : [` \`${node}\` does not count: ${why}.`];
  });
  return less.slice(0, MAX_STEPS_NAMED).join('');
}
