import { stateOf } from './run.ts';
import { stepOf, type Turn } from './turn.ts';

/** A node that holds some of its tokens and could not start; undefined where there is none. */
export function nameOfStuckNode({ delivery, run }: Turn): string | undefined {
  return delivery.order.find((node) => {
    if (stateOf(run, node).state !== 'idle') return false;
    if (run.purpose === 'check' && stepOf(delivery, node).publishes) return false;
    return Object.values(delivery.routes).some(
      (route) => route.to === node && !route.back && route.way !== 'failure' && run.tokens[route.edge] !== undefined,
    );
  });
}
