import type { Delivery, Route } from './delivery.ts';

/**
 * The one start rule, for engine, proofs and rehearsal alike. Forward and `always` edges: the node starts when tokens have arrived and every
 * such edge without one conflicts with one that has. Failure edges: it starts at the first token. Back edges order a further visit and are
 * not waited for. A node that nothing leads to starts with the run.
 */
export function mayStart(delivery: Delivery, node: string, hasToken: (edge: string) => boolean): boolean {
  const into = routesInto(delivery, node).filter((route) => !route.back);
  if (into.length === 0) return true;
  if (into.some((route) => route.way === 'failure' && hasToken(route.edge))) return true;
  const waitedFor = into.filter((route) => route.way !== 'failure');
  const arrived = waitedFor.filter((route) => hasToken(route.edge));
  if (arrived.length === 0) return false;
  const excluded = new Set(arrived.flatMap((route) => delivery.conflicts[route.edge] ?? []));
  return waitedFor.every((route) => hasToken(route.edge) || excluded.has(route.edge));
}

const incoming = new WeakMap<Delivery, Map<string, Route[]>>();

/** The edges that lead into a node. Kept per delivery: the rule is asked for every node after every event. */
export function routesInto(delivery: Delivery, node: string): readonly Route[] {
  let byNode = incoming.get(delivery);
  if (!byNode) {
    byNode = Map.groupBy(Object.values(delivery.routes), (route) => route.to);
    incoming.set(delivery, byNode);
  }
  return byNode.get(node) ?? [];
}
