import { setTimeout as pause } from 'node:timers/promises';
import type { HostEvent } from '../ports/host-events.ts';
import { stopLostCanary } from './stop-lost-canary.ts';
import { advanceWith, loadRun, type Shell } from './shell.ts';

/** The store is away, most likely. */
const HEAR_AGAIN_MS = 1_000;
const HEAR_TRIES_MAX = 600;

/** Turns what the host process reports into a look of the steps that wait for it. */
export async function listenToHost(shell: Shell, events: AsyncIterable<HostEvent>, signal: AbortSignal): Promise<void> {
  for await (const event of events) await hearInTheEnd(shell, event, signal);
}

/** What is not heard now is lost, and a step that waits for nothing else would wait for ever: so until it is heard. */
async function hearInTheEnd(shell: Shell, event: HostEvent, signal: AbortSignal): Promise<void> {
  for (let tries = 1; !signal.aborted; tries += 1) {
    try {
      return await hear(shell, event);
    } catch (error) {
      if (tries === 1) shell.reportBug(error, `host event ${event.type}`);
      // A bug of ours, then: it must not keep all other news from being heard.
      if (tries >= HEAR_TRIES_MAX) return;
      await pause(HEAR_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function hear(shell: Shell, event: HostEvent): Promise<void> {
  switch (event.type) {
    case 'command-ended':
      return nudgeByKey(shell, event.key);
    case 'colour-changed':
      return nudgeUsers(shell, event.environment);
    case 'lease-expired':
      return stopLostCanary(shell, event.environment);
    case 'host-started':
    case 'events-missed':
      return nudgeAll(shell);
  }
}

/** A command's key is `run:node:visit:attempt`. */
async function nudgeByKey(shell: Shell, key: string): Promise<void> {
  const [runId, node, visit] = key.split(':');
  if (runId !== undefined && node !== undefined) await nudge(shell, runId, node, Number(visit));
}

/** Every step of the claiming run that waits in this environment looks again. */
async function nudgeUsers(shell: Shell, environment: string): Promise<void> {
  const { claim } = await shell.store.environment(environment);
  if (claim) await nudgeWaiting(shell, claim.runId, environment);
}

async function nudgeAll(shell: Shell): Promise<void> {
  for (const id of await shell.store.activeRuns()) await nudgeWaiting(shell, id, undefined);
}

/** Steps that watch keep their own rhythm: a verdict is told of a tick, not of a restart. */
async function nudgeWaiting(shell: Shell, runId: string, environment: string | undefined): Promise<void> {
  const loaded = await loadRun(shell, runId);
  if (!loaded) return;
  const { run, delivery } = loaded;
  for (const node of delivery.order) {
    const step = delivery.steps[node];
    const state = run.steps[node];
    if (!step || !state || step.rollout === 'watch' || step.waitsForPeople) continue;
    if (environment !== undefined && step.environment?.name !== environment) continue;
    if (state.state === 'waiting' || state.state === 'active') await nudge(shell, run.id, node, state.visit);
  }
}

function nudge(shell: Shell, runId: string, node: string, visit: number): Promise<void> {
  return advanceWith(shell, runId, { type: 'signalled', node, visit, signal: { name: 'nudge', at: shell.now() } });
}
