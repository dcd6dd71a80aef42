import type { EnvironmentView } from '../../api/shapes.ts';
import type { Environment, Slot } from '../../engine/environment/environment.ts';

/** An environment as pages and terminals show it; each one in the queue with the reason why it waits. */
export function viewEnvironment(environment: Environment, address: string | undefined): EnvironmentView {
  const { name, live, candidate, lastGood, bad, claim, queue, lock } = environment;
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
    ...(address === undefined ? {} : { address }),
  };
}

function viewSlot({ release, colour }: Slot) {
  return { release: release.id, commit: release.commit, colour };
}

function whyWaits({ claim, queue, lock }: Environment, index: number): string {
  if (lock && !claim) return `${lock.owner} locked it: ${lock.reason}`;
  const ahead = queue[index - 1]?.runId ?? claim?.runId;
  return ahead === undefined ? 'is next' : `${ahead} is before it`;
}
