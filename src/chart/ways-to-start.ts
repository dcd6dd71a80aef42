import type { Route } from './delivery.ts';
import { together, type Way } from './requirement.ts';

/** Ways looked at for one node; a join with more of them is not drawn by people. */
const MAX_WAYS = 500;

/** Every way to start a node: on each failure edge alone, and on each largest set of other edges that is free of conflict. */
export function waysToStart(
  edges: readonly Route[],
  conflictsOf: (edge: string) => readonly string[],
  require: (route: Route) => Way,
): Way[] {
  if (edges.length === 0) return [[]];
  const failures = edges.filter((route) => route.way === 'failure').map(require);
  const joins = largestFreeSets(
    edges.filter((route) => route.way !== 'failure'),
    (one, other) => conflictsOf(one.edge).includes(other.edge),
  );
  const required = joins.map((join) =>
    join.map(require).reduce((all: Way | undefined, each) => all && together(all, each), []),
  );
  return [...failures, ...required.filter((way) => way !== undefined)];
}

/** Bron and Kerbosch's search for largest sets, with a pivot: a join without conflicts is found at once. */
function largestFreeSets(edges: readonly Route[], conflict: (one: Route, other: Route) => boolean): Route[][] {
  const found: Route[][] = [];
  const free = (edge: Route, among: readonly Route[]) =>
    among.filter((other) => other !== edge && !conflict(edge, other));
  const grow = (chosen: readonly Route[], open: readonly Route[], tried: readonly Route[]): void => {
    if (found.length >= MAX_WAYS) return;
    const pivot = open[0] ?? tried[0];
    if (pivot === undefined) {
      if (chosen.length > 0) found.push([...chosen]);
      return;
    }
    let left = [...open];
    const done = [...tried];
    for (const edge of open.filter((each) => each === pivot || conflict(pivot, each))) {
      grow([...chosen, edge], free(edge, left), free(edge, done));
      left = left.filter((each) => each !== edge);
      done.push(edge);
    }
  };
  grow([], edges, []);
  return found;
}
