import { addToOutbox } from './outbox.ts';
import type { IncidentMove, KeptIncident, NewIncident } from './incident.ts';
import type { Sql } from './sql.ts';
import type { Writing } from './write.ts';

/** Who resolves what a release cures. */
const SHIPCHART = 'Shipchart';

const COLUMNS = `key, run_id as "runId", project, environment, title, link, opened_at as "openedAt", acknowledged_at as "acknowledgedAt",
  acknowledged_by as "acknowledgedBy", resolved_at as "resolvedAt", resolved_by as "resolvedBy", reason`;

/** Keeps it open; of the same key only the first counts, also after it was resolved. */
export async function openIncident({ sql, now }: Writing, incident: NewIncident): Promise<void> {
  const { key, runId, project, environment, title, link } = incident;
  await sql.query(
    `insert into incidents (key, run_id, project, environment, title, link, opened_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict do nothing`,
    [key, runId, project, environment, title, link, now],
  );
}

/** Moves what is open of a run. None: nothing is, or somebody has acknowledged it already. */
export async function moveIncidents(writing: Writing, runId: string, move: IncidentMove): Promise<KeptIncident[]> {
  const moved = await setMove(writing, move, 'run_id = $4', runId);
  for (const incident of moved) await tell(writing, incident, move);
  return moved;
}

/** A release of another run has all of the traffic: what went wrong with the ones before it is over. */
export async function resolveCured(writing: Writing, environment: string, runId: string): Promise<void> {
  const move: IncidentMove = { type: 'resolved', by: SHIPCHART, reason: `${runId} is live in ${environment}` };
  for (const cured of await setMove(writing, move, 'environment = $4 and run_id <> $5', environment, runId))
    await tell(writing, cured, move);
}

/** Those that are open first, then the newest. */
export async function listIncidents(sql: Sql, limit: number): Promise<KeptIncident[]> {
  return sql.query<KeptIncident>(
    `select ${COLUMNS} from incidents order by resolved_at is null desc, opened_at desc limit $1`,
    [limit],
  );
}

/** Oldest first. */
export async function incidentsOf(sql: Sql, runId: string): Promise<KeptIncident[]> {
  return sql.query<KeptIncident>(`select ${COLUMNS} from incidents where run_id = $1 order by opened_at`, [runId]);
}

function setMove(
  { sql, now }: Writing,
  move: IncidentMove,
  which: string,
  ...those: readonly string[]
): Promise<KeptIncident[]> {
  const [set, reason] =
    move.type === 'acknowledged'
      ? ['acknowledged_at = $1, acknowledged_by = $2, reason = coalesce(reason, $3)', null]
      : ['resolved_at = $1, resolved_by = $2, reason = $3', move.reason];
  const still = move.type === 'acknowledged' ? 'and acknowledged_at is null' : '';
  return sql.query<KeptIncident>(
    `update incidents set ${set} where resolved_at is null ${still} and ${which} returning ${COLUMNS}`,
    [now, move.by, reason, ...those],
  );
}

async function tell(writing: Writing, incident: KeptIncident, move: IncidentMove): Promise<void> {
  await addToOutbox(writing, writing.herald.incidentMoved(incident, move));
}
