import type { Environment, EnvironmentEvent } from '../engine/environment/environment.ts';
import type { RunEvent } from '../engine/event.ts';
import type { Run } from '../engine/run.ts';
import type { Deliveries } from './documents.ts';
import { lockEnvironments, saveEnvironments, takeInto } from './environment-turn.ts';
import type { LockExpiry } from './jobs.ts';
import { passOn, takeTurn, type RunTurn } from './run-turn.ts';
import type { Writing } from './write.ts';

/** Decides an event into a run. Undefined where there is no such run. */
export async function advanceRun(
  writing: Writing,
  deliveries: Deliveries,
  runId: string,
  event: RunEvent,
): Promise<Run | undefined> {
  const turn = await lockRun(writing, deliveries, runId);
  if (!turn) return undefined;
  await takeTurn(writing, turn, event);
  return turn.run;
}

/** The run, its row ours until the transaction ends. */
export async function lockRun(writing: Writing, deliveries: Deliveries, runId: string): Promise<RunTurn | undefined> {
  const [row] = await writing.sql.query<{ state: Run; version: number }>(
    'select state, version from runs where id = $1 for update',
    [runId],
  );
  if (!row) return undefined;
  const delivery = await deliveries.ofHash(writing.sql, row.state.document);
  return { delivery, run: row.state, version: row.version, events: [] };
}

/** Decides an event into an environment; the runs that it concerns are told by jobs. */
export async function advanceEnvironment(
  writing: Writing,
  name: string,
  event: EnvironmentEvent,
): Promise<Environment> {
  const locked = (await lockEnvironments(writing.sql, [name])).get(name);
  if (!locked) throw new Error(`environment ${name} could not be made`);
  const by = 'runId' in event ? event.runId : '';
  for (const effect of takeInto(locked, event, writing.now)) {
    // No run is at hand here, so a grant is a job for whoever gets it.
    for (const granted of passOn(writing, by, name, effect)) {
      writing.jobs.push({ runId: by, effect: { type: 'deliver', event: granted }, due: writing.now });
    }
  }
  await saveEnvironments(writing, [locked]);
  if (event.type === 'locked' && event.until !== undefined) orderExpiry(writing, name, event.until);
  return locked.environment;
}

function orderExpiry(writing: Writing, environment: string, until: number): void {
  writing.jobs.push({ runId: '', effect: { type: 'expire-lock', environment, until }, due: until });
}

/** Lifts a lock whose time is over, so that the next in the queue gets its turn; one that was changed meanwhile stays. */
export async function expireLock(writing: Writing, { environment: name, until }: LockExpiry): Promise<void> {
  const locked = (await lockEnvironments(writing.sql, [name])).get(name);
  if (locked?.environment.lock?.until !== until) return;
  // Jobs come early where the clock was set back; a lock does not end early.
  if (until > writing.now) return orderExpiry(writing, name, until);
  await advanceEnvironment(writing, name, { type: 'unlocked', by: 'its expiry' });
}
