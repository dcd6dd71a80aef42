import type { Job } from './jobs.ts';
import type { Sql } from './sql.ts';
import { finishJob, type TakenJob } from './take-jobs.ts';

/** Another worker holds the job by now: what this one found out comes too late. */
export class JobLost extends Error {}

/** Which taking stands behind each job that a handler was given, so that its end can be part of the transaction that it led to. */
export interface JobsInHand {
  /** Calls the handler with the job. Says whether a transaction of the handler's has taken it off the queue. */
  hand(taken: TakenJob, shown: Job, handler: (job: Job) => Promise<void>): Promise<'finished' | 'to finish'>;
  /** Takes the job off the queue. @throws JobLost */
  letGo(sql: Sql, job: Job): Promise<void>;
  /** What `letGo` was part of is committed. */
  isDone(job: Job): void;
}

export function createJobsInHand(): JobsInHand {
  const inHand = new WeakMap<Job, TakenJob>();
  const done = new WeakSet<Job>();
  return {
    async hand(taken, shown, handler) {
      inHand.set(shown, taken);
      await handler(shown);
      return done.has(shown) ? 'finished' : 'to finish';
    },
    async letGo(sql, job) {
      const taken = inHand.get(job);
      if (!taken) throw new Error(`job ${job.id} is in nobody's hand here`);
      if (!(await finishJob(sql, taken))) throw new JobLost(`job ${job.id} is another worker's by now`);
    },
    isDone: (job) => void done.add(job),
  };
}
