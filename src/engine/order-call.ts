import { stateOf, type StepState } from './run.ts';
import type { Turn } from './turn.ts';

/** Orders the first call of the step's visit. */
export function orderStart(turn: Turn, node: string): void {
  order(turn, node, 'start');
}

/** Orders the next call of a step that waits, or of a speaking step that has one more thing to tell. */
export function orderCheck(turn: Turn, node: string): void {
  order(turn, node, 'check');
}

function order(turn: Turn, node: string, call: 'start' | 'check'): void {
  const state: StepState = stateOf(turn.run, node);
  state.state = 'active';
  state.nudged = false;
  state.look += 1;
  delete state.wakeAt;
  turn.effects.push({ type: 'perform', node, visit: state.visit, look: state.look, call });
}
