import { decideEnvironment } from '../engine/environment/decide-environment.ts';
import {
  newEnvironment,
  type Environment,
  type EnvironmentEffect,
  type EnvironmentEvent,
} from '../engine/environment/environment.ts';
import { appendEvents } from './event-log.ts';
import { resolveCured } from './incidents.ts';
import { addToOutbox } from './outbox.ts';
import type { Sql } from './sql.ts';
import { asStored, isUnchanged } from './stored.ts';
import type { Writing } from './write.ts';

/** An environment whose row is ours until the transaction ends. */
export interface LockedEnvironment {
  environment: Environment;
  /** Events it has had; the newest has this number. */
  version: number;
  events: EnvironmentEvent[];
}

/** Locks the rows in the order of their names, so that no two transactions wait for each other. Makes those that are missing. */
export async function lockEnvironments(sql: Sql, names: readonly string[]): Promise<Map<string, LockedEnvironment>> {
  const wanted = [...new Set(names)].sort();
  let rows = await lockRows(sql, wanted);
  if (rows.length < wanted.length) {
    await makeMissing(sql, wanted);
    rows = await lockRows(sql, wanted);
  }
  return new Map(rows.map(({ state, version }) => [state.name, { environment: state, version, events: [] }]));
}

/** Decides one event into a locked environment; one that changes nothing leaves no trace. */
export function takeInto(locked: LockedEnvironment, given: EnvironmentEvent, now: number): EnvironmentEffect[] {
  const event = asStored(given);
  const decided = decideEnvironment(locked.environment, event, now);
  const environment = asStored(decided.environment);
  if (decided.effects.length === 0 && isUnchanged(locked.environment, environment)) return [];
  locked.environment = environment;
  locked.events.push(event);
  return decided.effects;
}

/** Saves what was decided into each, with letters about releases that went live. */
export async function saveEnvironments(writing: Writing, all: Iterable<LockedEnvironment>): Promise<void> {
  for (const { environment, version, events } of all) {
    if (events.length === 0) continue;
    const { name } = environment;
    const newest = version + events.length;
    appendEvents(writing.sql, 'environment', name, version + 1, writing.now, events);
    writing.sql.post('update environments set state = $2, version = $3 where name = $1', [
      name,
      JSON.stringify(environment),
      newest,
    ]);
    writing.changes.push({ type: 'environment', id: name, version: newest });
    for (const event of events) await tellOf(writing, name, event);
  }
}

async function tellOf(writing: Writing, name: string, event: EnvironmentEvent): Promise<void> {
  if (event.type !== 'changed' || event.change.type !== 'went-live') return;
  await addToOutbox(writing, writing.herald.wentLive(name, event.change.slot, writing.now));
  await resolveCured(writing, name, event.runId);
}

function lockRows(sql: Sql, names: readonly string[]): Promise<{ state: Environment; version: number }[]> {
  return sql.query('select state, version from environments where name = any ($1::text[]) order by name for update', [
    names,
  ]);
}

async function makeMissing(sql: Sql, names: readonly string[]): Promise<void> {
  await sql.query(
    `insert into environments (name, state, version)
     select name, state::json, 0 from unnest($1::text[], $2::text[]) as new (name, state) order by name on conflict do nothing`,
    [names, names.map((name) => JSON.stringify(newEnvironment(name)))],
  );
}
