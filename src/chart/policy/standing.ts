import type { Delivery } from '../delivery.ts';
import { demandsOn, meets, type Policy } from './policy.ts';

/** Something that the policy asks of a delivery, and the step that has already given it. */
export interface StandingDemand {
  says: string;
  /** Of what it is asked, as the end of a sentence. */
  before: string;
  /** The file and line that ask for it. */
  where: string;
  metBy?: string;
}

/**
 * Everything that the policy asks for somewhere on the way of a delivery, each once, with what has met it so far.
 * `outcomeOf` tells how a node ended in the run; undefined where it has not.
 */
export function policyStanding(
  policy: Policy,
  delivery: Delivery,
  outcomeOf: (node: string) => string | undefined,
): StandingDemand[] {
  const steps = delivery.order.flatMap((node) => delivery.steps[node] ?? []);
  const demands = new Set(steps.flatMap((step) => demandsOn(policy, step)));
  return [...demands].map((demand) => {
    const metBy = steps.find((step) => {
      const outcome = outcomeOf(step.node);
      return outcome !== undefined && meets(demand, step, outcome);
    });
    return {
      says: demand.says,
      before: demand.before,
      where: `${policy.fileName}:${demand.line}`,
      ...(metBy ? { metBy: metBy.node } : {}),
    };
  });
}
