import { behindHeldBack } from './held-back.ts';
import { stateOf } from './run.ts';
import type { Turn } from './turn.ts';

/** A node that holds some of its tokens and could not start; undefined where there is none. */
export function nameOfStuckNode({ delivery, run }: Turn): string | undefined {
  const behind = behindHeldBack(delivery, run);
  return delivery.order.find((node) => {
    if (stateOf(run, node).state !== 'idle' || behind.has(node)) return false;
    return Object.values(delivery.routes).some(
      (route) => route.to === node && !route.back && route.way !== 'failure' && run.tokens[route.edge] !== undefined,
    );
  });
}
