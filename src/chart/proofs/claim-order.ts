import type { Problem } from '../../lib/problem.ts';
import type { Delivery } from '../delivery.ts';
import type { Played } from '../play.ts';
import { routesBehind } from '../routes-behind.ts';
import { addAll, addTo, emptySet, isEmpty, placesIn, removeAll, type NodeSet } from '../node-set.ts';
import { orderIn, placesOf } from '../run-order.ts';
import { afterWalk, causedBy, problemOn } from './walk.ts';

/** A run that holds one environment while it asks for another. */
interface Held {
  held: string;
  asked: string;
  /** The step that asks. */
  node: string;
  played: Played;
}

/**
 * Environments are claimed in the operator's fixed order, so that two runs cannot wait for each other: while a run holds
 * one, it asks only for later ones. Without a fixed order the chart's own runs must at least agree.
 */
export function environmentsClaimedInOrder(
  delivery: Delivery,
  endings: readonly Played[],
  fixed: readonly string[] | undefined,
): Problem[] {
  const found = new Map<string, Held>();
  for (const played of endings) {
    for (const each of heldWhileAsking(delivery, played)) {
      const key = JSON.stringify([each.held, each.asked]);
      if (!found.has(key)) found.set(key, each);
    }
  }
  const all = [...found.values()];
  if (fixed) {
    const place = (name: string) => (fixed.includes(name) ? fixed.indexOf(name) : fixed.length);
    return all
      .filter(({ held, asked }) => place(asked) < place(held))
      .map((each) => problemOf(delivery, each, `The operator's order is ${fixed.join(', ')}`));
  }
  const isReached = reachedFrom(all);
  const first = all.find(({ held, asked }) => isReached(asked, held));
  return first ? [problemOf(delivery, first, 'Another run of this chart claims them the other way round')] : [];
}

/** Whether those who hold the first environment may, one by one, ask for the second. */
function reachedFrom(all: readonly Held[]): (from: string, to: string) => boolean {
  const askedBy = Map.groupBy(all, ({ held }) => held);
  const known = new Map<string, ReadonlySet<string>>();
  const reached = (from: string) => {
    const found = new Set([from]);
    // What is added while it is walked over is walked over too.
    for (const name of found) for (const { asked } of askedBy.get(name) ?? []) found.add(asked);
    known.set(from, found);
    return found;
  };
  return (from, to) => (known.get(from) ?? reached(from)).has(to);
}

function heldWhileAsking(delivery: Delivery, played: Played): Held[] {
  const { names, ofNode, usersOf, allUsers, usersFrom, sharersFrom } = environmentsOf(delivery);
  const ended = emptySet(delivery.order.length);
  delivery.order.forEach((node, place) => played.ended.has(node) && addTo(ended, place));
  const ran = both(ended, allUsers);
  const askers = placesIn(ran);
  if (new Set(askers.map((place) => ofNode[place])).size < 2) return [];
  const { after, before } = orderIn(delivery, played);
  return askers.flatMap((asker) => {
    const atOnce = without(ended, after[asker], before[asker]);
    // Held from before, or at once with the asker, by others than its own environment's users.
    const holding = without(ran, after[asker], usersOf[ofNode[asker] as number]);
    const perhaps = atOnce.slice();
    for (const place of placesIn(atOnce)) addAll(perhaps, sharersFrom(place));
    const candidates = both(holding, perhaps);
    if (isEmpty(candidates)) return [];
    const needed = emptySet(delivery.order.length);
    for (const place of placesIn(atOnce)) addAll(needed, usersFrom(place));
    // Whoever ended before the asker began needs nothing any more; the asker is the one that asks.
    removeAll(needed, both(ended, before[asker] as NodeSet));
    const wanted = atOnce.slice();
    for (const place of placesIn(needed))
      if (place !== asker) addAll(wanted, usersOf[ofNode[place] as number] as NodeSet);
    const held = new Set(placesIn(both(candidates, wanted)).map((place) => ofNode[place] as number));
    const asked = names[ofNode[asker] as number] as string;
    const node = delivery.order[asker] as string;
    return [...held].map((each) => ({ held: names[each] as string, asked, node, played }));
  });
}

function without(set: NodeSet, ...others: readonly (NodeSet | undefined)[]): NodeSet {
  const rest = set.slice();
  for (const other of others) if (other) removeAll(rest, other);
  return rest;
}

function both(one: NodeSet, other: NodeSet): NodeSet {
  return without(one, without(one, other));
}

/** Environments by number, and who uses which; nodes by their place in the chart's order. */
interface Environments {
  names: readonly string[];
  ofNode: readonly (number | undefined)[];
  /** By an environment's number. */
  usersOf: readonly NodeSet[];
  allUsers: NodeSet;
  /** The steps that use an environment among a node and what it may still lead to. */
  usersFrom(place: number): NodeSet;
  /** Everybody who uses one of those steps' environments. */
  sharersFrom(place: number): NodeSet;
}

const environmentsByDelivery = new WeakMap<Delivery, Environments>();

/** Kept per delivery: every ending asks the same. */
function environmentsOf(delivery: Delivery): Environments {
  const known = environmentsByDelivery.get(delivery);
  if (known) return known;
  const nameOf = (node: string) => delivery.steps[node]?.environment?.name;
  const names = [...new Set(delivery.order.flatMap((node) => nameOf(node) ?? []))];
  const numbers = new Map<string | undefined, number>(names.map((name, number) => [name, number]));
  const ofNode = delivery.order.map((node) => numbers.get(nameOf(node)));
  const usersOf = names.map(() => emptySet(delivery.order.length));
  const allUsers = emptySet(delivery.order.length);
  ofNode.forEach((number, place) => {
    if (number === undefined) return;
    addTo(usersOf[number] as NodeSet, place);
    addTo(allUsers, place);
  });
  const behind = routesBehind(Object.values(delivery.routes));
  const places = placesOf(delivery);
  const usersFrom = keptByPlace((place) => {
    const users = emptySet(delivery.order.length);
    const node = delivery.order[place] as string;
    for (const each of [node, ...behind.nodesFrom(node)]) addTo(users, places.get(each) as number);
    return both(users, allUsers);
  });
  const sharersFrom = keptByPlace((place) => {
    const sharers = emptySet(delivery.order.length);
    for (const user of placesIn(usersFrom(place))) addAll(sharers, usersOf[ofNode[user] as number] as NodeSet);
    return sharers;
  });
  const environments = { names, ofNode, usersOf, allUsers, usersFrom, sharersFrom };
  environmentsByDelivery.set(delivery, environments);
  return environments;
}

function keptByPlace(find: (place: number) => NodeSet): (place: number) => NodeSet {
  const found = new Map<number, NodeSet>();
  return (place) => {
    const known = found.get(place) ?? find(place);
    found.set(place, known);
    return known;
  };
}

function problemOf(delivery: Delivery, { held, asked, node, played }: Held, why: string): Problem {
  const walk = causedBy(delivery, played, [node]).filter((each) => each.node !== node);
  const message = `${afterWalk(delivery, walk)}\`${node}\` asks for \`${asked}\` while the run holds \`${held}\`, and two runs could wait for each other.`;
  return problemOn(
    delivery,
    node,
    'claim-order',
    message,
    `${why}; finish with \`${held}\` first, or use \`${asked}\` before it.`,
  );
}
