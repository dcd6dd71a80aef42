import type { Delivery } from './delivery.ts';
import type { Played } from './play.ts';
import { routesInto } from './start-rule.ts';

export interface LeadTime {
  /** From the run's start until its last step ends, in milliseconds. */
  ms: number;
  /** The steps that this time is made of, first to last: each started when the one before it ended. */
  criticalPath: readonly { node: string; visit: number; ms: number }[];
  /** Steps of the walk that no duration is known of; they count as none. */
  unknown: readonly string[];
}

type Walk = Readonly<Played['walk']>;

/** A step of a walk with what it waited for. */
interface Timed {
  happened: Walk[number];
  end: number;
  ms: number;
  after: Timed | undefined;
}

/**
 * How long a walk takes when each step takes as long as `durations` (node → milliseconds) says. A step starts when the last token that it
 * needed arrived; one that a failure started, at the first.
 */
export function leadTime(delivery: Delivery, walk: Walk, durations: ReadonlyMap<string, number>): LeadTime {
  const latest = new Map<string, Timed>();
  let last: Timed | undefined;
  for (const happened of walk) {
    const after = lastNeeded(delivery, happened.node, latest);
    const ms = durations.get(happened.node) ?? 0;
    const timed: Timed = { happened, end: (after?.end ?? 0) + ms, ms, after };
    latest.set(happened.node, timed);
    if (!last || timed.end > last.end) last = timed;
  }
  const criticalPath: LeadTime['criticalPath'][number][] = [];
  for (let at = last; at; at = at.after)
    criticalPath.unshift({ node: at.happened.node, visit: at.happened.visit, ms: at.ms });
  return {
    ms: last?.end ?? 0,
    criticalPath: criticalPath.filter(({ ms }) => ms > 0),
    unknown: unknownIn(delivery, walk, durations),
  };
}

/** What a node's start waited for last: a step that went back to it, else the first failure, else the last of its other tokens. */
function lastNeeded(delivery: Delivery, node: string, latest: ReadonlyMap<string, Timed>): Timed | undefined {
  const carried = routesInto(delivery, node).flatMap((route) => {
    const source = latest.get(route.from);
    return source && route.outcomes.includes(source.happened.outcome) ? [{ route, source }] : [];
  });
  const byEnd = carried.toSorted((one, other) => one.source.end - other.source.end);
  const back = byEnd.findLast(({ route }) => route.back);
  const failure = byEnd.find(({ route }) => route.way === 'failure' && !route.back);
  return (back ?? failure ?? byEnd.at(-1))?.source;
}

function unknownIn(delivery: Delivery, walk: Walk, durations: ReadonlyMap<string, number>): string[] {
  const steps = walk.map(({ node }) => node).filter((node) => delivery.steps[node]?.kind !== 'passive');
  return [...new Set(steps)].filter((node) => !durations.has(node));
}
