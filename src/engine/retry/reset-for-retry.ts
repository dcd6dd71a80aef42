import { keptEndOf, resetStep, takeBackTokens } from '../reset-steps.ts';
import { stateOf } from '../run.ts';
import { stepOf, type Turn } from '../turn.ts';
import type { RetryPlan } from './plan-retry.ts';

/** Puts the steps of a plan back to before their start. What people decided goes along, for the step to see whether it still holds. */
export function resetForRetry(turn: Turn, { anew, kept }: Pick<RetryPlan, 'anew' | 'kept'>): void {
  for (const node of turn.delivery.order) {
    const state = stateOf(turn.run, node);
    const step = stepOf(turn.delivery, node);
    const decided = step.waitsForPeople && step.outcomes.find(({ name }) => name === state.outcome)?.way === 'forward';
    if (kept.has(node)) resetStep(turn, node, { kept: keptEndOf(state) });
    else if (anew.has(node)) {
      resetStep(turn, node, { visitsBefore: state.visit, ...(decided ? { kept: keptEndOf(state) } : {}) });
    }
  }
  takeBackTokens(turn, new Set([...anew, ...kept]));
}
