import type { Delivery, Route } from './delivery.ts';
import { mayStart, routesInto } from './start-rule.ts';

/** One run as far as the chart decides it. */
export interface Played {
  /** What ended and how, in the order of the chart among what runs at once. */
  walk: { node: string; outcome: string; visit: number }[];
  /** Node → outcome in its current visit. */
  ended: Map<string, string>;
  /** Edges that hold a token. */
  tokens: Set<string>;
  /** Nodes that run although the tokens that started them are gone: a cycle that they stand behind has begun anew. */
  begun: Set<string>;
  /** Node of a cycle → how many of its visits are over, ended or cut off by an edge that led back. */
  visits: Map<string, number>;
  /** Nodes before this place in the order have ended or will not start in this visit. */
  place: number;
  /** Why the run stopped before its end. */
  stopped?: { node: string; outcome: string; because: 'no edge leads on' | 'visited too often' };
}

export function startOfRun(): Played {
  return { walk: [], ended: new Map(), tokens: new Set(), begun: new Set(), visits: new Map(), place: 0 };
}

/** A run of its own that goes on from the same point. */
export function fork(played: Played): Played {
  const { walk, ended, tokens, begun, visits } = played;
  return {
    ...played,
    walk: [...walk],
    ended: new Map(ended),
    tokens: new Set(tokens),
    begun: new Set(begun),
    visits: new Map(visits),
  };
}

/** The first node of the order that has started and not ended; undefined where the run is at its end. Moves the run's place there. */
export function nextToEnd(delivery: Delivery, played: Played): string | undefined {
  if (played.stopped) return undefined;
  for (; played.place < delivery.order.length; played.place += 1) {
    const node = delivery.order[played.place] ?? '';
    // Tokens come from earlier nodes only, so what can't start when its place is reached never will.
    if (isUnderway(delivery, played, node)) return node;
  }
  return undefined;
}

/** Ends a node: tokens travel on, a back edge begins its cycle anew, a failure that leads nowhere stops the run. */
export function endNode(delivery: Delivery, played: Played, node: string, outcome: string): void {
  played.walk.push({ node, outcome, visit: visitOf(played, node) });
  played.ended.set(node, outcome);
  played.begun.delete(node);
  const taken = routesFrom(delivery, node).filter((route) => route.outcomes.includes(outcome));
  const isFailure = delivery.steps[node]?.outcomes.find(({ name }) => name === outcome)?.way === 'failure';
  if (isFailure && taken.length === 0) played.stopped = { node, outcome, because: 'no edge leads on' };
  const { back, onward } = travelling(delivery, taken);
  if (back) takeBack(delivery, played, back, outcome);
  for (const { edge } of onward) played.tokens.add(edge);
}

/**
 * Where the tokens of one outcome go. One edge leads back, that to the outermost head; its cycle begins anew, so that what else the outcome
 * leads to inside it belongs to the visit that is over.
 */
export function travelling(
  { cycles }: Pick<Delivery, 'cycles'>,
  taken: readonly Route[],
): { back: Route | undefined; onward: readonly Route[] } {
  const inside = (route: Route | undefined) => (route ? (cycles[route.to]?.members ?? []) : []);
  const [back] = taken.filter((route) => route.back).toSorted((a, b) => inside(b).length - inside(a).length);
  const anew = inside(back);
  return { back, onward: taken.filter((route) => !route.back && !anew.includes(route.to)) };
}

/** The nodes that hold tokens and did not start: at a run's end, joins that were left half filled. */
export function halfFilled(delivery: Delivery, { ended, tokens }: Played): string[] {
  const holds = (route: Route) => !route.back && tokens.has(route.edge);
  return delivery.order.filter((node) => !ended.has(node) && routesInto(delivery, node).some(holds));
}

function takeBack(delivery: Delivery, played: Played, back: Route, outcome: string): void {
  const cycle = delivery.cycles[back.to];
  if (cycle === undefined || visitOf(played, back.to) >= cycle.maxVisits) {
    played.stopped = { node: back.from, outcome, because: 'visited too often' };
    return;
  }
  const inside = new Set(cycle.members);
  const underway = delivery.order.filter((node) => isUnderway(delivery, played, node));
  for (const member of cycle.members) {
    // What runs beside the step that went back is cut off: its next start is its next visit.
    if (played.ended.has(member) || underway.includes(member)) played.visits.set(member, visitOf(played, member));
    played.ended.delete(member);
    played.begun.delete(member);
    for (const { edge } of routesFrom(delivery, member)) played.tokens.delete(edge);
  }
  for (const node of underway) if (!inside.has(node)) played.begun.add(node);
  played.place = Math.min(played.place, delivery.order.indexOf(back.to));
}

function isUnderway(delivery: Delivery, { ended, tokens, begun }: Played, node: string): boolean {
  return !ended.has(node) && (begun.has(node) || mayStart(delivery, node, (edge) => tokens.has(edge)));
}

/** Which visit of a node this is, or would be. */
export function visitOf({ visits }: Played, node: string): number {
  return (visits.get(node) ?? 0) + 1;
}

const leaving = new WeakMap<Delivery, Map<string, Route[]>>();

export function routesFrom(delivery: Delivery, node: string): readonly Route[] {
  let byNode = leaving.get(delivery);
  if (!byNode) {
    byNode = Map.groupBy(Object.values(delivery.routes), (route) => route.from);
    leaving.set(delivery, byNode);
  }
  return byNode.get(node) ?? [];
}
