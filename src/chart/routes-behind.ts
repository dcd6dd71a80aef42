import type { Route } from './delivery.ts';

export interface RoutesBehind {
  /** The routes that leave a node. */
  of(node: string): readonly Route[];
  /** The nodes that drawn paths from a node reach, without it unless a cycle leads back; paths end at a node that `stopsAt` names. */
  nodesFrom(node: string, stopsAt?: (node: string) => boolean): string[];
}

/** What lies behind each node. */
export function routesBehind(routes: readonly Route[]): RoutesBehind {
  const leaving = Map.groupBy(routes, (route) => route.from);
  const of = (node: string) => leaving.get(node) ?? [];
  return {
    of,
    nodesFrom: (start, stopsAt = () => false) => {
      const reached = new Set<string>();
      const frontier = [start];
      for (let node = frontier.pop(); node !== undefined; node = frontier.pop()) {
        for (const { to } of of(node)) {
          if (reached.has(to)) continue;
          reached.add(to);
          if (!stopsAt(to)) frontier.push(to);
        }
      }
      return [...reached];
    },
  };
}
