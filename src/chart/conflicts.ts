import type { Route } from './delivery.ts';
import { requirementOf, together, type Way } from './requirement.ts';
import { unrolling } from './unroll.ts';
import { waysToStart } from './ways-to-start.ts';

/**
 * For each forward or `always` edge, those into the same node that can never hold a token beside it, because no run puts
 * a token on both: they follow from different outcomes of one step, directly or through what caused them.
 *
 * Found by unrolling: a token needs its source to start and to end so; that start needs tokens of earlier edges (one
 * failure edge, or a largest set of forward edges free of conflict), and so on up to the nodes that start with the run.
 * Exact up to a bound on the work; edges beyond it count as free of conflict, so that a node would rather wait than
 * start too early.
 *
 * @param routes all routes; back edges are left out of account
 * @param order nodes such that every other edge leads forward
 */
export function conflictsAtJoins(routes: readonly Route[], order: readonly string[]): Record<string, string[]> {
  const onward = routes.filter((route) => !route.back);
  const into = Map.groupBy(onward, (route) => route.to);
  const leaving = Map.groupBy(onward, (route) => route.from);
  const require = requirementOf(order, (node) => [...new Set(leaving.get(node)?.flatMap((route) => route.outcomes))]);
  const ways: Way[][] = [];
  const runs = unrolling(ways);
  const exclude = (one: Route, other: Route) => {
    const both = together(require(one), require(other));
    return both === undefined || runs(both) === 'impossible';
  };
  const conflicts = new Map<string, string[]>();
  // In the order, because the ways to start a node are known only when the conflicts before it are.
  for (const node of order) {
    const edges = into.get(node) ?? [];
    const waitedFor = edges.filter((route) => route.way !== 'failure');
    for (const [edge, others] of conflictsAmong(waitedFor, exclude)) conflicts.set(edge, others);
    ways.push(waysToStart(edges, (edge) => conflicts.get(edge) ?? [], require));
  }
  return Object.fromEntries(conflicts);
}

function conflictsAmong(
  edges: readonly Route[],
  exclude: (one: Route, other: Route) => boolean,
): Map<string, string[]> {
  const found = new Map(edges.map((route): [string, string[]] => [route.edge, []]));
  for (const [index, one] of edges.entries()) {
    for (const other of edges.slice(index + 1)) {
      if (!exclude(one, other)) continue;
      found.get(one.edge)?.push(other.edge);
      found.get(other.edge)?.push(one.edge);
    }
  }
  return found;
}
