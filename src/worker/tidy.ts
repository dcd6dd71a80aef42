import type { Shell } from './shell.ts';

/** Frees what an ended run held on disk. One that a person has had tried again meanwhile needs it. */
export async function tidy({ store, ports }: Shell, runId: string): Promise<void> {
  const run = await store.run(runId);
  if (run === undefined || run.phase === 'ended') await ports.workspaces.discard(runId);
}
