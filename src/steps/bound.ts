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

/** Why a decision that held for the one has to be made again for the other, as people say it. */
export function whatIsOther(one: Bound, other: Bound): string {
  if (one.live !== other.live) return `what is live in ${other.environment} is another release since`;
  if (one.release !== other.release) return 'this run has built another release since';
  return 'the delivery document is another since';
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
