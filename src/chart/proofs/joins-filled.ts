import type { Problem } from '../../lib/problem.ts';
import type { Delivery, Route } from '../delivery.ts';
import { halfFilled, type Played } from '../play.ts';
import { routesInto } from '../start-rule.ts';
import { afterWalk, causedBy, problemOn } from './walk.ts';

interface Stuck {
  node: string;
  played: Played;
  /** The step whose outcome led the run elsewhere. */
  turn: { node: string; outcome: string } | undefined;
  missing: Route;
  walk: Played['walk'];
}

/**
 * No run without a failure ends while a node holds some but not all of its tokens. `endings` are those without a failure;
 * a node that can never start is told of elsewhere.
 */
export function joinsFilled(
  delivery: Delivery,
  endings: readonly Played[],
  unreachable: ReadonlySet<string>,
): Problem[] {
  const shortest = new Map<string, Stuck>();
  for (const played of endings) {
    if (played.stopped) continue;
    for (const node of halfFilled(delivery, played)) {
      if (unreachable.has(node)) continue;
      const stuck = stuckAt(delivery, played, node);
      if (stuck && stuck.walk.length < (shortest.get(node)?.walk.length ?? Infinity)) shortest.set(node, stuck);
    }
  }
  return [...shortest.values()].map((stuck) => problemOf(delivery, stuck));
}

function stuckAt(delivery: Delivery, played: Played, node: string): Stuck | undefined {
  const into = routesInto(delivery, node).filter((route) => !route.back && route.way !== 'failure');
  const arrived = into.filter((route) => played.tokens.has(route.edge));
  const excluded = new Set(arrived.flatMap((route) => delivery.conflicts[route.edge] ?? []));
  const missing = into.find((route) => !played.tokens.has(route.edge) && !excluded.has(route.edge));
  if (!missing) return undefined;
  const turn = whereItTurned(delivery, played, missing, new Set());
  const walk = causedBy(delivery, played, [...arrived.map((route) => route.from), ...(turn ? [turn.node] : [])]);
  return { node, played, turn, missing, walk };
}

/** The last step before a missing token that did run: its outcome is why the token never came. */
function whereItTurned(delivery: Delivery, played: Played, missing: Route, seen: Set<string>): Stuck['turn'] {
  const outcome = played.ended.get(missing.from);
  if (outcome !== undefined) return { node: missing.from, outcome };
  if (seen.has(missing.from)) return undefined;
  seen.add(missing.from);
  for (const route of routesInto(delivery, missing.from)) {
    if (route.back || played.tokens.has(route.edge)) continue;
    const turn = whereItTurned(delivery, played, route, seen);
    if (turn) return turn;
  }
  return undefined;
}

function problemOf(delivery: Delivery, { node, missing, turn, walk }: Stuck): Problem {
  const what = `\`${node}\` waits for \`${missing.from}\` to end ${missing.outcomes.join(' or ')}, which does not happen`;
  const label =
    turn && (delivery.steps[turn.node]?.outcomes.filter(({ way }) => way === 'forward').length ?? 0) > 1
      ? `|${turn.outcome}|`
      : '';
  const hint = turn
    ? `Draw \`${turn.node} -->${label} ${node}\`, or remove \`${missing.from} --> ${node}\`.`
    : `Remove the edge from \`${missing.from}\`.`;
  return problemOn(delivery, node, 'stuck-join', `${afterWalk(delivery, walk)}${what}; the run would end stuck.`, hint);
}
