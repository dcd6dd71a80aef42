import type { Delivery, Step } from '../chart/delivery.ts';
import { mayStart } from '../chart/start-rule.ts';
import { stateOf, type Run } from './run.ts';
import { stepOf } from './turn.ts';

/**
 * Whether the run stops before this step: a check run publishes nothing, changes no environment, and does not test one
 * either, since what stands there is not what is proposed.
 */
export function isHeldBack({ purpose }: Pick<Run, 'purpose'>, step: Step): boolean {
  return purpose === 'check' && (step.publishes || step.environment !== undefined);
}

/** Nodes that this check run does not reach since it stopped before a step on the way to them; that step included. */
export function behindHeldBack(delivery: Delivery, run: Run): ReadonlySet<string> {
  const held = delivery.order.filter((node) => {
    const isReady = () => mayStart(delivery, node, (edge) => run.tokens[edge] !== undefined);
    return isHeldBack(run, stepOf(delivery, node)) && stateOf(run, node).state === 'idle' && isReady();
  });
  const behind = new Set(held);
  // The set grows while it is walked: what follows from a node that is behind is behind too.
  for (const node of behind)
    for (const { from, to, back } of Object.values(delivery.routes)) if (from === node && !back) behind.add(to);
  return behind;
}
