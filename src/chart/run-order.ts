import type { Delivery } from './delivery.ts';
import { addAll, addTo, emptySet, isIn, type NodeSet } from './node-set.ts';
import { type Played, routesFrom } from './play.ts';

export interface RunOrder {
  /** Whether the first node's end led to the second one's start, directly or through others. */
  isBefore(first: string, second: string): boolean;
  /** What followed each node's end, and what led to its start; by places in the chart's order. */
  after: readonly NodeSet[];
  before: readonly NodeSet[];
}

const placesByDelivery = new WeakMap<Delivery, ReadonlyMap<string, number>>();

/** Where each node stands in the chart's order. */
export function placesOf(delivery: Delivery): ReadonlyMap<string, number> {
  const known = placesByDelivery.get(delivery);
  if (known) return known;
  const places = new Map(delivery.order.map((node, place) => [node, place]));
  placesByDelivery.set(delivery, places);
  return places;
}

/** What followed what in one run: tokens that travelled, not edges that are drawn. Back edges apart, every route leads on in the chart's order. */
export function orderIn(delivery: Delivery, { tokens }: Played): RunOrder {
  const places = placesOf(delivery);
  const none = () => delivery.order.map(() => emptySet(delivery.order.length));
  const [after, before] = [none(), none()];
  const travelled = delivery.order.map((node) =>
    routesFrom(delivery, node).flatMap(({ edge, to, back }) =>
      back || !tokens.has(edge) ? [] : [places.get(to) as number],
    ),
  );
  for (let from = travelled.length - 1; from >= 0; from--) {
    for (const to of travelled[from] as number[]) pass(after, to, from);
  }
  travelled.forEach((onward, from) => onward.forEach((to) => pass(before, from, to)));
  return {
    isBefore: (first, second) => isIn(after[placeIn(places, first)] as NodeSet, placeIn(places, second)),
    after,
    before,
  };
}

/** What holds for `one`, and `one` itself, holds for `other` too. */
function pass(sets: readonly NodeSet[], one: number, other: number): void {
  addAll(sets[other] as NodeSet, sets[one] as NodeSet);
  addTo(sets[other] as NodeSet, one);
}

function placeIn(places: ReadonlyMap<string, number>, node: string): number {
  const place = places.get(node);
  if (place === undefined) throw new Error(`${node} is not in the chart`);
  return place;
}
