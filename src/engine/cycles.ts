import type { Route } from '../chart/delivery.ts';
import { idleStep } from './new-run.ts';
import { stateOf } from './run.ts';
import { stopRun } from './stop.ts';
import { stepOf, type Turn } from './turn.ts';

/** A token came back to its cycle's head: the head's next visit begins with everything inside as if new, or the run fails. */
export function takeBackEdge(turn: Turn, route: Route, outcome: string): void {
  const cycle = turn.delivery.cycles[route.to];
  if (!cycle) throw new Error(`back edge ${route.edge} leads to ${route.to}, which heads no cycle`);
  const { visit } = stateOf(turn.run, route.to);
  if (visit >= cycle.maxVisits) {
    // Whom the drawing would tell after the last visit never starts, so the failure notifiers hear of it.
    const told = stepOf(turn.delivery, route.from).unheard.includes(outcome);
    if (!told)
      turn.effects.push({ type: 'tell', node: route.from, visit: stateOf(turn.run, route.from).visit, outcome });
    return stopRun(
      turn,
      'failed',
      'the chart',
      `${route.to} was visited ${visit} times (max-visits ${cycle.maxVisits}) without getting through`,
    );
  }
  const inside = new Set(cycle.members);
  for (const member of inside) reset(turn, member);
  for (const each of Object.values(turn.delivery.routes)) {
    if (inside.has(each.from)) delete turn.run.tokens[each.edge];
  }
  turn.run.tokens[route.edge] = 'again';
}

function reset(turn: Turn, node: string): void {
  const state = stateOf(turn.run, node);
  if (state.state === 'active' || state.state === 'waiting')
    turn.effects.push({ type: 'halt', node, visit: state.visit });
  turn.run.steps[node] = { ...idleStep(), visit: state.visit, look: state.look };
}
