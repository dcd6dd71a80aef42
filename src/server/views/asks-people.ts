import type { Step } from '../../chart/delivery.ts';
import type { StepState } from '../../engine/run.ts';

/** Whether a person's answer is waited for: always, by the step's kind, or now, by what it came to. */
export function asksPeople(step: Step | undefined, state: StepState | undefined): boolean {
  return step?.waitsForPeople === true || state?.asks === true;
}
