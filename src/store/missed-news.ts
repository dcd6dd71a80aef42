import { changedSince } from './changed-since.ts';
import type { News } from './changes.ts';
import type { Sql } from './sql.ts';

/** Longer than a lost connection goes unnoticed. */
const LOOK_BACK_MS = 10 * 60_000;

/** Everything that may have changed while nobody listened. */
export async function missedNews(sql: Sql): Promise<News> {
  const [clock] = await sql.query<{ now: number }>(
    'select (extract(epoch from clock_timestamp()) * 1000)::bigint as now',
  );
  return { changes: await changedSince(sql, (clock?.now ?? 0) - LOOK_BACK_MS), jobs: true };
}
