import type { Route } from './delivery.ts';
import { together, type Way } from './requirement.ts';
import { waysToStart } from './ways-to-start.ts';

/** Sets of requirements looked at for a whole chart. Ordinary charts need some hundreds. */
const MAX_SETS_LOOKED_AT = 200_000;

/**
 * For each forward or `always` edge, those into the same node that can never hold a token beside it, because no run puts
 * a token on both: they follow from different outcomes of one step, directly or through what caused them.
 *
 * Found by unrolling: a token needs its source to start and to end so; that start needs tokens of earlier edges (one
 * failure edge, or a largest set of forward edges free of conflict), and so on up to the nodes that start with the run.
 * Requirements are unrolled together, since what is possible in pairs need not be possible at once. Exact up to a bound
 * on the work; edges beyond it count as free of conflict, so that a node would rather wait than start too early.
 *
 * @param routes all routes; back edges are left out of account
 * @param order nodes such that every other edge leads forward
 */
export function conflictsAtJoins(routes: readonly Route[], order: readonly string[]): Record<string, string[]> {
  const onward = routes.filter((route) => !route.back);
  const into = Map.groupBy(onward, (route) => route.to);
  const require = requirements(onward, order);
  const ways: Way[][] = [];
  const possible = possibleTogether(ways);
  const conflicts = new Map<string, Set<string>>();
  // In the order, because the ways to start a node are known only when the conflicts before it are.
  for (const node of order) {
    const edges = into.get(node) ?? [];
    const waitedFor = edges.filter((route) => route.way !== 'failure');
    const pairs = waitedFor.map((one) => waitedFor.filter((other) => one !== other && !possible(together(require(one), require(other)))));
    for (const [index, one] of waitedFor.entries()) conflicts.set(one.edge, new Set(pairs[index]?.map((other) => other.edge)));
    ways.push(waysToStart(edges, conflicts, require));
  }
  return Object.fromEntries([...conflicts].map(([edge, others]) => [edge, [...others]]));
}

function requirements(routes: readonly Route[], order: readonly string[]): (route: Route) => Way {
  const place = new Map(order.map((node, at) => [node, at]));
  const names = new Map<string, string[]>();
  for (const { from, outcomes } of routes) names.set(from, [...new Set([...(names.get(from) ?? []), ...outcomes])]);
  return (route) => {
    const known = names.get(route.from) ?? [];
    const bits = route.outcomes.reduce((sum, outcome) => sum | (1 << known.indexOf(outcome)), 0);
    return [{ at: place.get(route.from) ?? 0, outcomes: bits }];
  };
}

/** Whether a set of requirements can hold in one run, given the ways to start each node in it. */
function possibleTogether(ways: readonly (readonly Way[])[]): (required: Way | undefined) => boolean {
  const known = new Map<string, boolean>();
  let looksLeft = MAX_SETS_LOOKED_AT;
  const possible = (required: Way | undefined): boolean => {
    if (required === undefined) return false;
    const [latest, ...earlier] = required;
    if (latest === undefined) return true;
    const key = required.map(({ at, outcomes }) => `${at}:${outcomes}`).join();
    const before = known.get(key);
    if (before !== undefined) return before;
    looksLeft -= 1;
    if (looksLeft < 0) return true;
    const answer = (ways[latest.at] ?? []).some((way) => possible(together(earlier, way)));
    known.set(key, answer);
    return answer;
  };
  return possible;
}
