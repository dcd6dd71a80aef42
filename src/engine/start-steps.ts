import { mayStart } from '../chart/start-rule.ts';
import { claimFor } from './claims.ts';
import { endStep, travelOn } from './end-step.ts';
import { isHeldBack } from './held-back.ts';
import { orderStart } from './order-call.ts';
import { stateOf, type KeptEnd, type StepState } from './run.ts';
import { stepOf, type Turn } from './turn.ts';

/** Starts every step whose tokens are there, until none is left; passive nodes complete at once and may start others. */
export function startReadySteps(turn: Turn): void {
  let started = true;
  while (started && turn.run.phase === 'running') {
    started = false;
    for (const node of turn.delivery.order) started = startIfReady(turn, node) || started;
  }
}

function startIfReady(turn: Turn, node: string): boolean {
  const { delivery, run } = turn;
  const state = stateOf(run, node);
  if (state.state !== 'idle' || run.phase !== 'running') return false;
  const step = stepOf(delivery, node);
  if (isHeldBack(run, step)) return false;
  if (!mayStart(delivery, node, (edge) => run.tokens[edge] !== undefined)) return false;
  if (state.kept && !step.waitsForPeople) return holdAgain(turn, node, state, state.kept);
  state.visit += 1;
  state.attempt = 1;
  state.startedAt = turn.now;
  if (step.kind === 'passive') endStep(turn, node, { outcome: 'done' });
  else if (step.environment) claimFor(turn, node, step.environment);
  else orderStart(turn, node);
  return true;
}

/** What passed before a retry is not done again: it ends as it did, and its tokens travel on. */
function holdAgain(turn: Turn, node: string, state: StepState, kept: KeptEnd): boolean {
  Object.assign(state, kept, { state: 'ended' });
  delete state.kept;
  if (kept.outcome !== undefined) travelOn(turn, node, kept.outcome);
  return true;
}
