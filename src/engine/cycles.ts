import type { Route } from '../chart/delivery.ts';
import { resetStep, takeBackTokens } from './reset-steps.ts';
import { stateOf } from './run.ts';
import { stopRun } from './stop.ts';
import { stepOf, type Turn } from './turn.ts';

/** A token came back to its cycle's head: the head's next visit begins with everything inside as if new, or the run fails. */
export function takeBackEdge(turn: Turn, route: Route, outcome: string): void {
  const cycle = turn.delivery.cycles[route.to];
  if (!cycle) throw new Error(`back edge ${route.edge} leads to ${route.to}, which heads no cycle`);
  const { visit, visitsBefore = 0 } = stateOf(turn.run, route.to);
  if (visit - visitsBefore >= cycle.maxVisits) {
    // Whom the drawing would tell after the last visit never starts, so the failure notifiers hear of it.
    const told = stepOf(turn.delivery, route.from).unheard.includes(outcome);
    if (!told)
      turn.effects.push({ type: 'tell', node: route.from, visit: stateOf(turn.run, route.from).visit, outcome });
    return stopRun(
      turn,
      'failed',
      'the chart',
      `${route.to} was visited ${visit - visitsBefore} times (max-visits ${cycle.maxVisits}) without getting through`,
    );
  }
  const inside = new Set(cycle.members);
  for (const member of inside) resetStep(turn, member);
  takeBackTokens(turn, inside);
  turn.run.tokens[route.edge] = 'again';
}
