import type { Delivery } from './delivery.ts';

/** The nodes of a chart in ranks: each stands one rank behind the last of those that lead to it, back edges left out. */
export function ranksOf(delivery: Delivery): string[][] {
  const rank = new Map(delivery.order.map((node) => [node, 0]));
  const leaving = Map.groupBy(Object.values(delivery.routes), (route) => route.from);
  for (const node of delivery.order) {
    for (const { to, back } of leaving.get(node) ?? []) {
      if (!back) rank.set(to, Math.max(rank.get(to) ?? 0, (rank.get(node) ?? 0) + 1));
    }
  }
  const ranks: string[][] = [];
  for (const node of delivery.order) (ranks[rank.get(node) ?? 0] ??= []).push(node);
  return ranks;
}
