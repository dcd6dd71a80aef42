import type { RunEvent } from '../engine/event.ts';
import type { LoggedEvent } from './event-log.ts';
import type { Sql } from './sql.ts';

/**
 * Events of one step, oldest first, thinned out evenly to about `limit`: a monitor that watches for an hour answers thousands of times. The
 * first and the last are always among them, and so is every one that is no mere `progressed … waiting`.
 */
export async function readStepEvents(
  sql: Sql,
  run: string,
  node: string,
  limit: number,
): Promise<LoggedEvent<RunEvent>[]> {
  // By the text, since PostgreSQL's JSON functions refuse the U+0000 that a command may have printed. More than is wanted may match; see below.
  const rows = await sql.query<LoggedEvent<RunEvent>>(
    `with of_step as (
       select seq, at, event, event::text like '%"kind":"waiting"%' as waits,
              row_number() over (order by seq) as place, count(*) over () as total
       from run_events where run_id = $1 and event::text like $2
     )
     select seq, at, event from of_step
     where not waits or place = 1 or place = total or place % greatest(1, ceil(total::float / $3)::integer) = 0
     order by seq`,
    [run, `%"node":${escapedLike(JSON.stringify(node))}%`, limit],
  );
  return rows.filter(({ event }) => 'node' in event && event.node === node);
}

function escapedLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);
}
