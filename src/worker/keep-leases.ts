import type { Shell } from './shell.ts';

/** Well under the lease of 60 s, so that one failed renewal is not the end of a canary. */
const RENEW_EVERY_MS = 15_000;

/** Renews the leases of the canaries in flight until stopped. A control plane that is gone renews nothing, and the router goes back to stable. */
export function keepLeases(shell: Shell): () => void {
  const timer = setInterval(
    () => void renewAll(shell).catch((error: unknown) => shell.reportBug(error, 'lease renewal')),
    RENEW_EVERY_MS,
  );
  timer.unref();
  return () => clearInterval(timer);
}

async function renewAll(shell: Shell): Promise<void> {
  for (const { name, candidate, claim } of await shell.store.environments()) {
    if (candidate && claim && candidate.weight > 0 && candidate.weight < 100) {
      await shell.ports.router.renew(name, claim.fence);
    }
  }
}
