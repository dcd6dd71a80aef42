import type { RunEvent } from '../engine/event.ts';
import { decide } from '../engine/decide.ts';
import { newRun } from '../engine/new-run.ts';
import type { Run } from '../engine/run.ts';
import type { Deliveries } from './documents.ts';
import { readEvents } from './event-log.ts';
import type { Sql } from './sql.ts';
import { asStored } from './stored.ts';

/** A run and the number of its newest event. */
export interface VersionedRun {
  run: Run;
  version: number;
}

export async function findRun(sql: Sql, id: string): Promise<VersionedRun | undefined> {
  const [row] = await sql.query<VersionedRun>('select state as run, version from runs where id = $1', [id]);
  return row;
}

/** Newest first. */
export async function listRuns(sql: Sql, { project, limit }: { project?: string; limit: number }): Promise<Run[]> {
  const rows = await sql.query<{ state: Run }>(
    `select state from runs where $1::text is null or project = $1
     order by started_at desc, number desc limit $2`,
    [project ?? null, limit],
  );
  return rows.map(({ state }) => state);
}

/** Ids of the runs that have not ended, the newest first. Only ids: thousands may be parked at a review. */
export async function listActiveRuns(sql: Sql, limit?: number): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select id from runs where phase <> 'ended' order by started_at desc, number desc, project desc limit $1`,
    [limit ?? null],
  );
  return rows.map(({ id }) => id);
}

/** The run as its events alone give it: the proof that the saved state is no second truth. */
export async function rebuildRun(sql: Sql, deliveries: Deliveries, id: string): Promise<Run | undefined> {
  const [row] = await sql.query<{ facts: Parameters<typeof newRun>[1] }>('select facts from runs where id = $1', [id]);
  if (!row) return undefined;
  const delivery = await deliveries.ofHash(sql, row.facts.document);
  const events = await readEvents<RunEvent>(sql, 'run', id);
  return events.reduce(
    (run, { event, at }) => asStored(decide(delivery, run, event, at).run),
    asStored(newRun(delivery, row.facts)),
  );
}
