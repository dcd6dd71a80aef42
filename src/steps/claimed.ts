import type { StepContext } from './step.ts';

/** The environment that the step's declaration names; the engine starts no such step without its claim. */
export function claimed(context: StepContext): NonNullable<StepContext['environment']> {
  if (!context.environment) throw new Error(`${context.node} was started without a claim on its environment`);
  return context.environment;
}
