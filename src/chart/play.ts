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
  /** Cycle head → how often it was visited, from the second visit on. */
  visits: Map<string, number>;
  /** Nodes before this place in the order have ended or will not start in this visit. */
  place: number;
  /** Why the run stopped before its end. */
  stopped?: { node: string; outcome: string; because: 'no edge leads on' | 'visited too often' };
}

export function startOfRun(): Played {
  return { walk: [], ended: new Map(), tokens: new Set(), visits: new Map(), place: 0 };
}

/** A run of its own that goes on from the same point. */
export function fork(played: Played): Played {
  const { walk, ended, tokens, visits } = played;
  return { ...played, walk: [...walk], ended: new Map(ended), tokens: new Set(tokens), visits: new Map(visits) };
}

/** The first node of the order that has started and not ended; undefined where the run is at its end. Moves the run's place there. */
export function nextToEnd(delivery: Delivery, played: Played): string | undefined {
  if (played.stopped) return undefined;
  for (; played.place < delivery.order.length; played.place += 1) {
    const node = delivery.order[played.place] ?? '';
    // Tokens come from earlier nodes only, so what can't start when its place is reached never will.
    if (!played.ended.has(node) && mayStart(delivery, node, (edge) => played.tokens.has(edge))) return node;
  }
  return undefined;
}

/** Ends a node: tokens travel on, a back edge begins its cycle anew, a failure that leads nowhere stops the run. */
export function endNode(delivery: Delivery, played: Played, node: string, outcome: string): void {
  played.walk.push({ node, outcome, visit: visitOf(delivery, played, node) });
  played.ended.set(node, outcome);
  const taken = routesFrom(delivery, node).filter((route) => route.outcomes.includes(outcome));
  for (const { edge, back } of taken) if (!back) played.tokens.add(edge);
  const isFailure = delivery.steps[node]?.outcomes.find(({ name }) => name === outcome)?.way === 'failure';
  if (isFailure && taken.length === 0) played.stopped = { node, outcome, because: 'no edge leads on' };
  for (const route of taken) if (route.back) takeBack(delivery, played, route, outcome);
}

/** The nodes that hold tokens and did not start: at a run's end, joins that were left half filled. */
export function halfFilled(delivery: Delivery, { ended, tokens }: Played): string[] {
  const holds = (route: Route) => !route.back && tokens.has(route.edge);
  return delivery.order.filter((node) => !ended.has(node) && routesInto(delivery, node).some(holds));
}

function takeBack(delivery: Delivery, played: Played, back: Route, outcome: string): void {
  const cycle = delivery.cycles[back.to];
  const visits = (played.visits.get(back.to) ?? 1) + 1;
  if (cycle === undefined || visits > cycle.maxVisits) {
    played.stopped = { node: back.from, outcome, because: 'visited too often' };
    return;
  }
  played.visits.set(back.to, visits);
  played.place = Math.min(played.place, delivery.order.indexOf(back.to));
  for (const member of cycle.members) {
    played.ended.delete(member);
    for (const { edge } of routesFrom(delivery, member)) played.tokens.delete(edge);
  }
}

function visitOf(delivery: Delivery, { visits }: Played, node: string): number {
  const around = [...visits].filter(([head]) => delivery.cycles[head]?.members.includes(node));
  return Math.max(1, ...around.map(([, count]) => count));
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
