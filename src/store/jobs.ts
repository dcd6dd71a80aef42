import type { StepEffect } from '../engine/effect.ts';
import type { SlotColour } from '../engine/environment/environment.ts';
import type { RunEvent } from '../engine/event.ts';
import type { Sql, TransactionSql } from './sql.ts';

/** What a worker is to do because of a decision. It is handed out until a handler returns: at least once. */
export interface Job {
  id: number;
  /** The run it is for. */
  runId: string;
  effect: JobEffect;
}

export type JobEffect =
  | StepEffect
  /** Tell the run of something that another run's transaction decided. */
  | { type: 'deliver'; event: RunEvent }
  /** Drain and stop a colour that serves nothing any more. */
  | { type: 'retire'; environment: string; colour: SlotColour; fence: number }
  /** A person rolls the environment back: move its traffic, verify, tell. */
  | { type: 'roll-back'; environment: string; fence: number };

/** A job on its way into the queue. */
export interface NewJob {
  runId: string;
  effect: JobEffect | LockExpiry;
  /** Not before this time; milliseconds since 1970. */
  due: number;
}

/** A person's lock that ends by itself. The store does it alone, so that a queue behind the lock moves on. */
export interface LockExpiry {
  type: 'expire-lock';
  environment: string;
  until: number;
}

/** A job that failed too often; it stays for people to see. */
export interface DeadJob extends Job {
  failures: number;
  lastError: string;
}

/** Adds jobs within the transaction that decided them. */
export function enqueue(sql: TransactionSql, jobs: readonly NewJob[], now: number): void {
  if (jobs.length === 0) return;
  sql.post(
    `insert into jobs (run_id, due, effect, ordered_at)
     select run_id, due, effect::json, $4 from unnest($1::text[], $2::bigint[], $3::text[]) as new (run_id, due, effect)`,
    [
      jobs.map((job) => job.runId),
      jobs.map((job) => Math.ceil(job.due)),
      jobs.map((job) => JSON.stringify(job.effect)),
      now,
    ],
  );
}

/** When the effect is due: at its own time where it has one. */
export function dueOf(effect: JobEffect, now: number): number {
  return 'at' in effect && effect.at !== undefined ? effect.at : now;
}

/** Oldest first. */
export async function deadJobs(sql: Sql, limit: number): Promise<DeadJob[]> {
  return sql.query<DeadJob>(
    `select id, run_id as "runId", effect, failures, coalesce(last_error, '') as "lastError"
     from jobs where state = 'dead' order by id limit $1`,
    [limit],
  );
}

/** Gives a dead job all its tries again; false where there is none. */
export async function reviveJob(sql: Sql, id: number, now: number): Promise<boolean> {
  const revived = await sql.query(
    `update jobs set state = 'ready', failures = 0, takings = 0, due = $2, ordered_at = $2 where id = $1 and state = 'dead' returning id`,
    [id, now],
  );
  return revived.length > 0;
}
