import { endStep } from './end-step.ts';
import type { RunEvent } from './event.ts';
import type { EnvironmentChange, HeldRelease } from './environment/environment.ts';
import type { Broke, Ended, Waiting } from './progress.ts';
import { orderCheck } from './order-call.ts';
import { retryDelay } from './retries.ts';
import { stateOf, type StepState } from './run.ts';
import { stopRun } from './stop.ts';
import { stepOf, type Turn } from './turn.ts';

/** A call answered. The answer of an older look, of another visit, or of a step that was stopped is dropped. */
export function takeProgress(turn: Turn, event: Extract<RunEvent, { type: 'progressed' }>): void {
  const state = stateOf(turn.run, event.node);
  if (state.state !== 'active' || state.visit !== event.visit || state.look !== event.look) return;
  const { progress } = event;
  if (progress.kind !== 'broke') passOnChanges(turn, event.node, progress.changes ?? []);
  switch (progress.kind) {
    case 'waiting':
      return wait(turn, event.node, state, progress);
    case 'ended':
      return end(turn, event.node, progress);
    case 'broke':
      return progress.surprise
        ? stopAtSurprise(turn, event.node, progress)
        : retryOrGiveUp(turn, event.node, state, progress);
  }
}

function wait(turn: Turn, node: string, state: StepState, progress: Waiting): void {
  state.message = progress.message;
  if (progress.memo !== undefined) state.memo = progress.memo;
  if (progress.figures !== undefined) state.figures = progress.figures;
  if (progress.course !== undefined) state.course = progress.course;
  if (progress.asks) state.asks = true;
  else delete state.asks;
  if (state.nudged) return orderCheck(turn, node);
  state.state = 'waiting';
  if (progress.wakeAt === undefined) return;
  state.wakeAt = progress.wakeAt;
  turn.effects.push({ type: 'wake', node, visit: state.visit, look: state.look, at: progress.wakeAt });
}

function end(turn: Turn, node: string, progress: Ended): void {
  const state = stateOf(turn.run, node);
  const unheardToken = state.nudged && stepOf(turn.delivery, node).speaks;
  const { kind: _kind, changes: _changes, ...rest } = progress;
  if (unheardToken) {
    Object.assign(state, rest);
    return orderCheck(turn, node);
  }
  if (stepOf(turn.delivery, node).image === 'makes') turn.run.release = progress.output as unknown as HeldRelease;
  endStep(turn, node, rest);
}

function retryOrGiveUp(turn: Turn, node: string, state: StepState, progress: Broke): void {
  const delay = retryDelay(`${turn.run.id}:${node}:${state.visit}`, state.attempt, progress.retry);
  if (delay === undefined) {
    const reason = `could not run: ${progress.message} ${progress.hint}`.trim();
    return endStep(turn, node, { outcome: stepOf(turn.delivery, node).couldNotRun, reason, couldNotRun: true });
  }
  state.attempt += 1;
  state.look += 1;
  state.message = `${progress.message} Tries again (${state.attempt}).`;
  turn.effects.push({
    type: 'perform',
    node,
    visit: state.visit,
    look: state.look,
    call: state.memo === undefined ? 'start' : 'check',
    at: turn.now + delay,
  });
}

/** Somebody else changed the environment: the run stops, and leaves everything there as it is. */
function stopAtSurprise(turn: Turn, node: string, progress: Broke): void {
  const step = stepOf(turn.delivery, node);
  const environment = step.environment?.name;
  const claim = environment === undefined ? undefined : turn.run.claims[environment];
  if (environment !== undefined && claim) {
    claim.disturbed = false;
    turn.effects.push({ type: 'hold', environment, fence: claim.fence, reason: progress.message });
    turn.effects.push({ type: 'alarm', environment, reason: progress.message });
  }
  const reason = `${progress.message} ${progress.hint}`.trim();
  stopRun(turn, 'failed', 'shipchart', progress.message);
  Object.assign(stateOf(turn.run, node), { outcome: step.couldNotRun, reason, couldNotRun: true });
}

function passOnChanges(turn: Turn, node: string, changes: readonly EnvironmentChange[]): void {
  const environment = stepOf(turn.delivery, node).environment?.name;
  const claim = environment === undefined ? undefined : turn.run.claims[environment];
  if (environment === undefined || !claim) return;
  for (const change of changes) {
    claim.disturbed = change.type === 'launched' || change.type === 'split';
    turn.effects.push({ type: 'change', environment, fence: claim.fence, change });
  }
}
