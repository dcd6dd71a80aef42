import type { Delivery } from './delivery.ts';
import { ANY_OUTCOME, type Requirement, requirementOf, together, type Way } from './requirement.ts';
import { shortestStory } from './shortest-story.ts';
import { routesInto } from './start-rule.ts';
import { unrolling } from './unroll.ts';
import { waysToStart } from './ways-to-start.ts';

/** A node and how it ended, as people read it in a walk. */
export interface Happened {
  node: string;
  outcome: string;
}

/** That a node ended in one of these outcomes. */
export interface Possibility {
  node: string;
  outcomes: readonly string[];
}

export type Never = (possibility: Possibility) => boolean;

export interface Causes {
  /** Whether a run exists in which all of these nodes start although `never` happens on the way. First visits only. */
  canStart(nodes: readonly string[], never?: Never): 'possible' | 'impossible' | 'too much work';
  /** The fewest steps and outcomes that lead to the start of these nodes; empty where they are too many to compare. */
  shortestWalk(nodes: readonly string[], never?: Never): Happened[];
}

/** What leads to what in a delivery. */
export function causesIn(delivery: Delivery): Causes {
  const { order } = delivery;
  const place = new Map(order.map((node, at) => [node, at]));
  const outcomesOf = (node: string) => delivery.steps[node]?.outcomes.map(({ name }) => name) ?? [];
  const ways = waysOf(delivery, requirementOf(order, outcomesOf));
  const allRuns = unrolling(ways);
  const possibility = ({ at, outcomes }: Requirement): Possibility => {
    const node = order[at] ?? '';
    return { node, outcomes: outcomesOf(node).filter((_, index) => (outcomes & (1 << index)) !== 0) };
  };
  const excludedBy = (never: Never) => (happened: Requirement) => never(possibility(happened));
  const starts = (nodes: readonly string[]): Way => {
    const each = nodes.map((node): Way => [{ at: place.get(node) ?? 0, outcomes: ANY_OUTCOME }]);
    return each.reduce((all, one) => together(all, one) ?? [], []);
  };
  return {
    canStart: (nodes, never) => (never ? unrolling(ways, excludedBy(never)) : allRuns)(starts(nodes)),
    shortestWalk: (nodes, never = () => false) => {
      const walk: Happened[] = [];
      for (let at = shortestStory(ways, excludedBy(never), starts(nodes))?.story; at; at = at.before) {
        const { node, outcomes } = possibility(at.happened);
        // Where any outcome leads on, the last one, a failure, is what the reader did not think of.
        if (!nodes.includes(node)) walk.push({ node, outcome: outcomes.at(-1) ?? '' });
      }
      return walk;
    },
  };
}

function waysOf(delivery: Delivery, require: ReturnType<typeof requirementOf>): Way[][] {
  return delivery.order.map((node) => {
    const edges = routesInto(delivery, node).filter((route) => !route.back);
    return waysToStart(edges, (edge) => delivery.conflicts[edge] ?? [], require);
  });
}
