import type { Sql, TransactionSql } from './sql.ts';

const LOGS = {
  run: { table: 'run_events', of: 'run_id' },
  environment: { table: 'environment_events', of: 'environment' },
} as const;

/** An event with its number, from 1 without a gap, and its time in milliseconds since 1970. */
export interface LoggedEvent<Event> {
  seq: number;
  at: number;
  event: Event;
}

/** Appends events numbered from `from`. Nothing in a log is ever changed. */
export function appendEvents(
  sql: TransactionSql,
  log: keyof typeof LOGS,
  id: string,
  from: number,
  at: number,
  events: readonly object[],
): void {
  const { table, of } = LOGS[log];
  sql.post(
    `insert into ${table} (${of}, seq, at, event)
     select $1, seq, $3, event::json from unnest($2::integer[], $4::text[]) as new (seq, event)`,
    [id, events.map((_, index) => from + index), at, events.map((event) => JSON.stringify(event))],
  );
}

/** Every event of one run or environment, oldest first. */
export async function readEvents<Event>(sql: Sql, log: keyof typeof LOGS, id: string): Promise<LoggedEvent<Event>[]> {
  const { table, of } = LOGS[log];
  return sql.query(`select seq, at, event from ${table} where ${of} = $1 order by seq`, [id]);
}
