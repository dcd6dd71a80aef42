import type { Environment, HeldRelease } from '../engine/environment/environment.ts';
import { knownReleases } from '../engine/environment/releases.ts';
import { planRollback } from '../engine/environment/rollback.ts';

/** What a rollback by hand would do. */
export interface RollbackPlan {
  /** What would serve; absent where nothing ever did. */
  to?: HeldRelease;
  /** What would lose its traffic and be banned. */
  leaving: HeldRelease[];
  /** The run that would lose the environment. */
  cancels?: string;
  /** Every release that it may go to, the newest first. */
  choices: HeldRelease[];
}

/** Undefined where `release` names none that ever stood there. */
export function rollbackPlanOf(environment: Environment, release: string | undefined): RollbackPlan | undefined {
  const choices = knownReleases(environment);
  const wanted = release === undefined ? undefined : choices.find(({ id }) => id === release);
  if (release !== undefined && !wanted) return undefined;
  const { to, leaving } = planRollback(environment, wanted);
  const { claim } = environment;
  return { ...(to ? { to: to.release } : {}), leaving, ...(claim ? { cancels: claim.runId } : {}), choices };
}
