import { isUnderway, stateOf, type Ending } from './run.ts';
import type { Turn } from './turn.ts';

/** Ends every attempt and lets the environments be settled; the first reason to stop is the one that is kept. */
export function stopRun(turn: Turn, ending: Ending, by: string, reason: string): void {
  if (turn.run.phase !== 'running') return;
  turn.run.stopped = { ending, by, reason };
  turn.run.phase = 'settling';
  for (const node of turn.delivery.order) {
    const state = stateOf(turn.run, node);
    if (!isUnderway(state)) continue;
    const calledOut = state.state !== 'claiming';
    Object.assign(state, { state: 'ended', endedAt: turn.now, reason: `stopped: ${reason}`, nudged: false });
    if (calledOut) turn.effects.push({ type: 'halt', node, visit: state.visit });
  }
}
