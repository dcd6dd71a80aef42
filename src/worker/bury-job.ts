import type { Job } from '../store/jobs.ts';
import { advanceWith, type Shell } from './shell.ts';

/**
 * A job failed as often as it may. A run must never hang on it: the run is stopped, and says why. What brings an environment back to its stable
 * release is never given up: people are woken, and it goes on.
 */
export async function buryJob(shell: Shell, { id, runId, effect }: Job, error: unknown): Promise<void> {
  const why = error instanceof Error ? error.message : String(error);
  shell.reportBug(error, `${runId} ${effect.type}`);
  if (effect.type === 'settle' || effect.type === 'retire' || effect.type === 'roll-back') {
    // First, so that a pager that is down keeps nothing from being tried again.
    await shell.store.reviveJob(id);
    await wakePeople(shell, runId, effect.environment, why);
    return;
  }
  if (effect.type === 'tidy' || effect.type === 'tell' || effect.type === 'alarm') return;
  const reason = `${effect.type} could not be carried out: ${why}`;
  await advanceWith(shell, runId, { type: 'stopped', ending: 'failed', by: 'shipchart', reason });
}

async function wakePeople(shell: Shell, runId: string, environment: string, why: string): Promise<void> {
  const project = (await shell.store.run(runId))?.project ?? environment;
  await shell.ports.pager.open({
    key: `${project}:${environment}:${runId}`,
    project,
    environment,
    runId,
    severity: 'critical',
    title: `${environment} could not be brought back to its stable release`,
    body: `${why} It is tried again until it is done.`,
    evidence: [],
    link: shell.ports.places.linkTo(runId),
  });
}
