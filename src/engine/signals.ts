import type { RunEvent } from './event.ts';
import { orderCheck } from './order-call.ts';
import { stateOf, type Signal } from './run.ts';
import { stepOf, type Turn } from './turn.ts';

/** Signals kept per step; a step that has heard this many and not ended is told no more. */
const SIGNALS_MAX = 1_000;

/** The step's own wake-up is due; one that was overtaken by a newer look is dropped. */
export function wakeStep(turn: Turn, event: Extract<RunEvent, { type: 'woken' }>): void {
  const state = stateOf(turn.run, event.node);
  if (state.state === 'waiting' && state.visit === event.visit && state.look === event.look)
    orderCheck(turn, event.node);
}

/** Something happened that the step waits for. During a call it is remembered, so that no two calls run at once. */
export function signalStep(turn: Turn, node: string, signal: Signal, visit?: number): void {
  if (turn.run.phase !== 'running') return;
  const state = stateOf(turn.run, node);
  if (visit !== undefined && visit !== state.visit) return;
  if (state.signals.length >= SIGNALS_MAX) return;
  const revived = state.state === 'ended' && stepOf(turn.delivery, node).speaks && signal.name === 'token';
  if (state.state !== 'waiting' && state.state !== 'active' && !revived) return;
  if (signal.name !== 'nudge') state.signals.push(signal);
  if (state.state === 'active') state.nudged = true;
  else orderCheck(turn, node);
}
