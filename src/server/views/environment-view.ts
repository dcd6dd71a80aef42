import type { EnvironmentView } from '../../api/shapes.ts';
import type { Environment, Rollback, Slot } from '../../engine/environment/environment.ts';

/** An environment as pages and terminals show it; each one in the queue with the reason why it waits. */
export function viewEnvironment(environment: Environment, address: string | undefined): EnvironmentView {
  const { name, live, candidate, lastGood, bad, claim, queue, lock, hold, rollback } = environment;
  return {
    name,
    ...(live ? { live: viewSlot(live) } : {}),
    ...(candidate ? { candidate: { ...viewSlot(candidate), weight: candidate.weight } } : {}),
    ...(lastGood ? { lastGood: viewSlot(lastGood) } : {}),
    bad: bad.map(({ release, reason, at }) => ({ release: release.id, reason, at })),
    ...(claim ? { claim: { runId: claim.runId, since: claim.since } } : {}),
    queue: queue.map(({ runId, since }, index) => ({ runId, since, reason: whyWaits(environment, index) })),
    ...(lock
      ? { lock: { owner: lock.owner, reason: lock.reason, ...(lock.until === undefined ? {} : { until: lock.until }) } }
      : {}),
    ...(hold ? { hold: { owner: hold.owner, reason: hold.reason, since: hold.since } } : {}),
    ...(rollback ? { rollback: viewRollback(rollback) } : {}),
    ...(address === undefined ? {} : { address }),
  };
}

function viewRollback({ to, leaving, since, owner }: Pick<Rollback, 'to' | 'leaving' | 'since' | 'owner'>) {
  return { ...(to ? { to: to.release.id } : {}), leaving: leaving.map(({ id }) => id), since, owner };
}

function viewSlot({ release, colour }: Slot) {
  return { release: release.id, commit: release.commit, colour };
}

function whyWaits(environment: Environment, at: number): string {
  const { claim, lock, hold, rollback, rules, queue } = environment;
  if (rollback) return `${rollback.owner} rolls it back: ${rollback.reason}`;
  if (hold) return `${hold.owner} holds it: ${hold.reason}`;
  if (lock && !claim) return `${lock.owner} locked it: ${lock.reason}`;
  const ahead = queue[at - 1]?.runId;
  if (ahead !== undefined) return `${ahead} is before it${rules?.queue === 'newest-first' ? ' (newest first)' : ''}`;
  return claim ? `${claim.runId} holds it` : 'is next';
}
