import type { RunView, StepView } from '../../src/api/shapes.ts';

/** Whether it makes sense to offer a retry from failure; the server has the last word, and says why not. */
export function offersRetry(run: RunView): boolean {
  return isRetried(run) && run.steps.some(hasFailed);
}

/** The same from one step: any that ended in a run that did; while the run goes on, one that failed. */
export function offersRetryFrom(run: RunView, step: StepView): boolean {
  if (!isRetried(run) || step.state !== 'ended' || step.kind === 'passive' || step.rollout === 'rollback') return false;
  return run.phase === 'ended' || hasFailed(step);
}

function isRetried({ phase, ending }: RunView): boolean {
  return phase !== 'settling' && ending !== 'superseded';
}

function hasFailed({ status }: StepView): boolean {
  return status === 'failed' || status === 'stopped';
}
