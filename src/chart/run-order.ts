import type { Delivery } from './delivery.ts';
import { type Played, routesFrom } from './play.ts';

export interface RunOrder {
  /** Whether the first node's end led to the second one's start, directly or through others. */
  isBefore(first: string, second: string): boolean;
}

/** What followed what in one run: tokens that travelled, not edges that are drawn. */
export function orderIn(delivery: Delivery, { tokens }: Played): RunOrder {
  const after = new Map<string, ReadonlySet<string>>();
  const followers = (start: string): ReadonlySet<string> => {
    const known = after.get(start);
    if (known) return known;
    const found = new Set<string>();
    const frontier = [start];
    for (let node = frontier.pop(); node !== undefined; node = frontier.pop()) {
      for (const { edge, to, back } of routesFrom(delivery, node)) {
        if (back || !tokens.has(edge) || found.has(to)) continue;
        found.add(to);
        frontier.push(to);
      }
    }
    after.set(start, found);
    return found;
  };
  return { isBefore: (first, second) => followers(first).has(second) };
}
