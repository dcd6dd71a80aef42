import type { News } from './changes.ts';
import type { Sql } from './sql.ts';

/** Longer than a lost connection goes unnoticed. */
const LOOK_BACK_MS = 10 * 60_000;

/** Everything that may have changed while nobody listened: told again, it is only looked at once more. */
export async function missedNews(sql: Sql): Promise<News> {
  const changes = await sql.query<News['changes'][number]>(
    `select 'run' as type, id, version from runs
       where phase <> 'ended' or ended_at > extract(epoch from clock_timestamp()) * 1000 - ${LOOK_BACK_MS}
     union all select 'environment', name, version from environments`,
  );
  return { changes, jobs: true };
}
