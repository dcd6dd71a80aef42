import type { Problem } from '../../lib/problem.ts';
import type { Causes } from '../causes.ts';
import type { Delivery } from '../delivery.ts';
import { routesInto } from '../start-rule.ts';
import { problemOn } from './walk.ts';

/** Every node starts in some run. Of nodes that never do, only the first on each way is told: the others follow from it. */
export function nodesReached(delivery: Delivery, never: ReadonlySet<string>): Problem[] {
  return [...never]
    .filter((node) => routesInto(delivery, node).some((route) => !route.back && !never.has(route.from)))
    .map((node) => unreached(delivery, node, never));
}

/** The nodes that start in no run. */
export function unreachableNodes(delivery: Delivery, causes: Causes): ReadonlySet<string> {
  return new Set(delivery.order.filter((node) => causes.canStart([node]) === 'impossible'));
}

function unreached(delivery: Delivery, node: string, never: ReadonlySet<string>): Problem {
  const into = routesInto(delivery, node).filter((route) => !route.back);
  const excluded = into.filter((route) => never.has(route.from)).map((route) => `\`${route.from}\``);
  const because =
    excluded.length > 0
      ? `it waits for ${excluded.join(' and ')}, which never runs`
      : 'no run leads all that it waits for to it at once';
  const edges = into.map((route) => `${route.from} ${route.outcomes.join('/')}`).join(', ');
  const hint = `It waits for ${edges}. Remove an edge, or label one \`always\`.`;
  return problemOn(delivery, node, 'unreachable-node', `\`${node}\` can never start: ${because}.`, hint);
}
