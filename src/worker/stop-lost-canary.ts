import { isUnderway, stateOf } from '../engine/run.ts';
import { sameWeights, share } from '../rollout/weights.ts';
import { advanceWith, loadRun, type Shell } from './shell.ts';

/**
 * Ends a run whose canary went back to stable by itself because nobody renewed its lease: its watch would judge traffic that is not there. Asked
 * on suspicion; what it finds decides, so that an old or a false alarm changes nothing.
 */
export async function stopLostCanary(shell: Shell, name: string): Promise<void> {
  const weights = await shell.ports.router.weights(name);
  const { live, candidate, claim } = await shell.store.environment(name);
  if (!live || !candidate || !claim || candidate.weight <= 0 || candidate.weight >= 100) return;
  if (!sameWeights(weights, share(live.colour, 100))) return;
  const loaded = await loadRun(shell, claim.runId);
  if (!loaded || isRollingBack(loaded)) return;
  const reason = `nobody watched the canary in ${name} for a minute, so its traffic went back to ${live.release.id}`;
  await advanceWith(shell, claim.runId, { type: 'stopped', ending: 'failed', by: 'shipchart', reason });
}

/** A rollback moves the traffic to stable itself. */
function isRollingBack({ run, delivery }: NonNullable<Awaited<ReturnType<typeof loadRun>>>): boolean {
  return delivery.order.some((node) => delivery.steps[node]?.rollout === 'rollback' && isUnderway(stateOf(run, node)));
}
