import type { Route } from './delivery.ts';

/** That a node starts and ends in one of some outcomes: its place in the order, and a bit for each outcome. */
export interface Requirement {
  at: number;
  outcomes: number;
}

/** What must have happened for something to happen, the latest node first. */
export type Way = readonly Requirement[];

/** Any outcome. */
export const ANY_OUTCOME = -1;

/** What a token on a route needs: its source, ended in one of the route's outcomes, which are counted as `outcomesOf` lists them. */
export function requirementOf(
  order: readonly string[],
  outcomesOf: (node: string) => readonly string[],
): (route: Pick<Route, 'from' | 'outcomes'>) => Way {
  const place = new Map(order.map((node, at) => [node, at]));
  return ({ from, outcomes }) => {
    const known = outcomesOf(from);
    const bits = outcomes.reduce((sum, outcome) => sum | (1 << known.indexOf(outcome)), 0);
    return [{ at: place.get(from) ?? 0, outcomes: bits }];
  };
}

/** Both sets of requirements, the latest node first; undefined where they want different outcomes of one node. */
export function together(one: Way, other: Way): Way | undefined {
  const merged = new Map<number, number>();
  for (const { at, outcomes } of [...one, ...other]) {
    const both = (merged.get(at) ?? ANY_OUTCOME) & outcomes;
    if (both === 0) return undefined;
    merged.set(at, both);
  }
  return [...merged].map(([at, outcomes]) => ({ at, outcomes })).toSorted((a, b) => b.at - a.at);
}
