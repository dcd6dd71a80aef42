import type { Route } from '../chart/delivery.ts';
import { travelling } from '../chart/play.ts';
import { takeBackEdge } from './cycles.ts';
import type { Ended } from './progress.ts';
import { stateOf } from './run.ts';
import { signalStep } from './signals.ts';
import { stopRun } from './stop.ts';
import { stepOf, type Turn } from './turn.ts';

/** The step has its outcome: tokens travel on, people who would not hear otherwise are told, a failure that leads nowhere stops the run. */
export function endStep(
  turn: Turn,
  node: string,
  end: Omit<Ended, 'kind' | 'changes'> & { couldNotRun?: boolean },
): void {
  const state = stateOf(turn.run, node);
  Object.assign(state, { state: 'ended', endedAt: turn.now, nudged: false }, withoutUndefined(end));
  delete state.wakeAt;
  delete state.message;
  delete state.asks;
  delete state.course;
  delete state.kept;
  const step = stepOf(turn.delivery, node);
  const outcome = step.outcomes.find((each) => each.name === end.outcome);
  if (!outcome) throw new Error(`${node} (${step.kind}) ended with "${end.outcome}", which its kind does not declare`);
  if (step.unheard.includes(end.outcome)) {
    turn.effects.push({ type: 'tell', node, visit: state.visit, outcome: end.outcome });
  }
  if (travelOn(turn, node, end.outcome) === 0 && outcome.way === 'failure') {
    stopRun(
      turn,
      step.rollout === 'rollback' ? 'rolled back' : 'failed',
      'the chart',
      `${node} ended ${end.outcome}, and no edge leads on from there`,
    );
  }
}

/** Puts a token on every edge that hears of the outcome. Gives how many those are. */
export function travelOn(turn: Turn, node: string, outcome: string): number {
  const taken = Object.values(turn.delivery.routes).filter(
    (route) => route.from === node && route.outcomes.includes(outcome),
  );
  const { back, onward } = travelling(turn.delivery, taken);
  if (back) takeBackEdge(turn, back, outcome);
  for (const route of onward) putToken(turn, route, outcome);
  return taken.length;
}

function putToken(turn: Turn, route: Route, outcome: string): void {
  const late = turn.run.tokens[route.edge] === undefined && stateOf(turn.run, route.to).state !== 'idle';
  turn.run.tokens[route.edge] = outcome;
  if (late && stepOf(turn.delivery, route.to).speaks) {
    signalStep(turn, route.to, { name: 'token', at: turn.now, data: { edge: route.edge, from: route.from } });
  }
}

function withoutUndefined<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}
