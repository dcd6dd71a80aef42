import { releaseKey } from '../engine/environment/releases.ts';
import type { Bound } from '../engine/run.ts';
import type { StepContext } from './step.ts';

/** What a decision made now holds for: this run's release and document, and what is live in `environment`. */
export async function boundTo({ ports, run, release }: StepContext, environment: string): Promise<Bound> {
  const { live } = await ports.environments.stateOf(environment);
  return {
    environment,
    document: run.document,
    ...(live ? { live: releaseKey(live.release) } : {}),
    ...(release ? { release: releaseKey(release) } : {}),
  };
}

/** Whether a decision that held for the one holds for the other. */
export function sameBound(one: Bound | undefined, other: Bound): boolean {
  return (
    one !== undefined &&
    one.environment === other.environment &&
    one.live === other.live &&
    one.release === other.release &&
    one.document === other.document
  );
}
