import type { Job, JobEffect, LockExpiry } from './jobs.ts';
import type { Sql } from './sql.ts';

/** Tries of one job, each after a longer pause; about 8 minutes of pauses in all. */
const FAILURES_MAX = 20;
/** A job during which this many processes died is taken for what kills them. */
const TAKINGS_MAX = 30;
const FIRST_PAUSE_MS = 500;
const PAUSE_MAX_MS = 30_000;
const ERROR_CHARACTERS_MAX = 2_000;
/** Clocks of nodes may differ by this much without meaning anything. */
const CLOCKS_APART_MS = 30_000;
/** A holder that gave no sign of life for this long is taken for dead. */
const BEAT_EXPIRES_SECONDS = 10;

export interface TakenJob extends Omit<Job, 'effect'> {
  effect: JobEffect | LockExpiry;
  failures: number;
  /** With the holder it tells this taking from another one of the same job: only the newest may finish it. */
  takings: number;
  holder: string;
}

/** Takes up to `limit` jobs that are due, oldest first. No job is given to two holders. */
export async function takeJobs(sql: Sql, holder: string, now: number, limit: number): Promise<TakenJob[]> {
  return sql.query<TakenJob>(
    `with due as (
       select id from jobs where state = 'ready' and due <= $2 order by due, id limit $3 for update skip locked
     ), taken as (
       update jobs set state = 'active', takings = takings + 1, holder = $1, beat = clock_timestamp()
       from due where jobs.id = due.id
       returning jobs.id, run_id as "runId", effect, failures, takings, holder, jobs.due
     )
     select id, "runId", effect, failures, takings, holder from taken order by due, id`,
    [holder, now, limit],
  );
}

/** When the next job is due; undefined where none waits. */
export async function nextDue(sql: Sql): Promise<number | undefined> {
  const [row] = await sql.query<{ due: number | null }>(`select min(due) as due from jobs where state = 'ready'`);
  return row?.due ?? undefined;
}

/**
 * Jobs that were ordered in what is now the future: the clock was set back, and they would lie for as long as it was. They are due now; one
 * that comes early is only looked at once more. Gives how many there were.
 */
export async function pullForward(sql: Sql, now: number): Promise<number> {
  const early = await sql.query(
    `update jobs set due = $1, ordered_at = $1 where state = 'ready' and ordered_at > $2 returning id`,
    [now, now + CLOCKS_APART_MS],
  );
  return early.length;
}

/** The job is done; false, and of no effect, where another holder has it by now. */
export async function finishJob(sql: Sql, { id, holder, takings }: TakenJob): Promise<boolean> {
  const gone = await sql.query('delete from jobs where id = $1 and holder = $2 and takings = $3 returning id', [
    id,
    holder,
    takings,
  ]);
  return gone.length > 0;
}

/** The handler threw: it is tried again after a pause that doubles, or lies dead after the last. */
export async function failJob(sql: Sql, job: TakenJob, error: unknown, now: number): Promise<'again' | 'dead'> {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** job.failures, PAUSE_MAX_MS);
  const state = job.failures + 1 >= FAILURES_MAX ? 'dead' : 'ready';
  const told = (error instanceof Error ? (error.stack ?? error.message) : String(error)).replaceAll('\0', '�');
  await sql.query(
    `update jobs set state = $4, failures = failures + 1, due = $5, ordered_at = $7, last_error = $6, holder = null, beat = null
     where id = $1 and holder = $2 and takings = $3`,
    [job.id, job.holder, job.takings, state, now + pause, told.slice(0, ERROR_CHARACTERS_MAX), now],
  );
  return state === 'dead' ? 'dead' : 'again';
}

/** Puts a job back as it was before it was taken. */
export async function returnJob(sql: Sql, job: TakenJob): Promise<void> {
  await sql.query(
    `update jobs set state = 'ready', takings = takings - 1, holder = null, beat = null
     where id = $1 and holder = $2 and takings = $3`,
    [job.id, job.holder, job.takings],
  );
}

/** Says that the holder lives. Gives the ids of the jobs that are still its own, with their takings. */
export async function beat(sql: Sql, holder: string): Promise<{ id: number; takings: number }[]> {
  return sql.query<{ id: number; takings: number }>(
    `update jobs set beat = clock_timestamp() where holder = $1 and state = 'active' returning id, takings`,
    [holder],
  );
}

/** Takes back the jobs of holders that died. `all`: every one, by who knows that nobody else is there. */
export async function takeBackJobs(sql: Sql, whose: 'all' | 'expired'): Promise<number> {
  const expired = `and beat < clock_timestamp() - interval '${BEAT_EXPIRES_SECONDS} seconds'`;
  const back = await sql.query(
    `update jobs set holder = null, beat = null,
       state = case when takings >= $1 then 'dead' else 'ready' end,
       last_error = case when takings >= $1 then 'its process died each time' else last_error end
     where state = 'active' ${whose === 'all' ? '' : expired} returning id`,
    [TAKINGS_MAX],
  );
  return back.length;
}
