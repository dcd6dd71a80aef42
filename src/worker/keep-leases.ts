import { WorldFailure } from '../ports/failure.ts';
import type { Shell } from './shell.ts';
import { stopLostCanary } from './stop-lost-canary.ts';

/** Well under the lease of 60 s, so that one failed renewal is not the end of a canary. */
const RENEW_EVERY_MS = 15_000;

/**
 * Renews the leases of the canaries in flight until stopped, for the first time at once: a control plane that was away has little left of them.
 * One that is gone renews nothing, and the router goes back to stable.
 */
export function keepLeases(shell: Shell): () => void {
  const renew = () => void renewLeases(shell).catch((error: unknown) => shell.reportBug(error, 'lease renewal'));
  renew();
  const timer = setInterval(renew, RENEW_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Once for every canary in flight; a run whose lease is lost is ended. A router that can't be asked keeps no other lease from being renewed. */
export async function renewLeases(shell: Shell): Promise<void> {
  for (const { name, candidate, claim } of await shell.store.environments()) {
    if (!candidate || !claim || candidate.weight <= 0 || candidate.weight >= 100) continue;
    try {
      await shell.ports.router.renew(name, claim.fence);
    } catch (error) {
      if (!(error instanceof WorldFailure)) throw error;
      if (error.code === 'lease-lost') await stopLostCanary(shell, name);
    }
  }
}
