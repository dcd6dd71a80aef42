import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { JobLost } from './jobs-in-hand.ts';
import type { Database } from './sql.ts';
import {
  beat,
  failJob,
  finishJob,
  nextDue,
  pullForward,
  returnJob,
  takeBackJobs,
  takeJobs,
  type TakenJob,
} from './take-jobs.ts';

/** Looks into the queue at least this often: what no notice and no timer told of waits no longer, for example after a clock jumped. */
const POLL_MS = 1_000;
const BEAT_MS = 3_000;
/** A clock that was set back is noticed this soon. */
const CLOCK_LOOK_MS = 5_000;
/** How long an aborted handler may take to end before it is left behind. */
const ABORTED_HANDLER_MS = 2_000;

export interface WorkOptions {
  /** Jobs in hand at once. */
  concurrency: number;
  /** Whether other processes may hold jobs too. */
  shared: boolean;
  /** Says whether the job is off the queue already. */
  handle(job: TakenJob, signal: AbortSignal): Promise<'finished' | 'to finish'>;
  /** The job's last try failed. */
  dead(job: TakenJob, error: unknown): Promise<void>;
  report(error: unknown, about: string): void;
  now(): number;
}

interface InHand {
  job: TakenJob;
  abort: AbortController;
  done: Promise<void>;
}

/** Hands jobs to a handler one by one, each as soon as it is due and a hand is free; none waits for a slow neighbour. */
export class JobWork {
  readonly #database: Database;
  readonly #options: WorkOptions;
  readonly #holder = randomUUID();
  readonly #inHand = new Map<number, InHand>();
  readonly #beats: NodeJS.Timeout | undefined;
  readonly #clockLooks: NodeJS.Timeout;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #failing = false;
  #stopping = false;

  constructor(database: Database, options: WorkOptions) {
    this.#database = database;
    this.#options = options;
    if (options.shared) this.#beats = setInterval(() => void this.#keepAlive(), BEAT_MS);
    this.#clockLooks = setInterval(() => void this.#lookAtClock(), CLOCK_LOOK_MS);
    void this.#lookAtClock();
    this.nudge();
  }

  /** Something may have become due. */
  nudge(): void {
    this.#lookAgain = true;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
      if (this.#lookAgain && !this.#stopping) this.nudge();
    });
  }

  /** Takes no more; waits `graceMs` for the handlers, then aborts them. The job of one that does not end even then is taken back later. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    clearInterval(this.#beats);
    clearInterval(this.#clockLooks);
    await this.#looking;
    await this.#ends(graceMs);
    for (const { abort } of this.#inHand.values()) abort.abort();
    await this.#ends(ABORTED_HANDLER_MS);
  }

  async #look(): Promise<void> {
    while (this.#lookAgain && !this.#stopping) {
      this.#lookAgain = false;
      clearTimeout(this.#timer);
      const waitMs = await this.#takeWhatIsDue();
      if (!this.#stopping) this.#timer = setTimeout(() => this.nudge(), waitMs);
    }
  }

  /** Gives the time until the next look. */
  async #takeWhatIsDue(): Promise<number> {
    const { concurrency, now, report } = this.#options;
    const free = concurrency - this.#inHand.size;
    // The job that ends frees a hand and looks again.
    if (free <= 0) return POLL_MS;
    try {
      const taken = await takeJobs(this.#database, this.#holder, now(), free);
      for (const job of taken) this.#take(job);
      // Each job that was taken looks again when it ends.
      const due = taken.length === 0 ? await nextDue(this.#database) : undefined;
      this.#failing = false;
      return due === undefined ? POLL_MS : Math.min(Math.max(due - now(), 0), POLL_MS);
    } catch (error) {
      if (!this.#failing) report(error, 'looking for jobs');
      this.#failing = true;
      return POLL_MS;
    }
  }

  #take(job: TakenJob): void {
    const abort = new AbortController();
    const done = this.#perform(job, abort.signal).finally(() => {
      this.#inHand.delete(job.id);
      if (!this.#stopping) this.nudge();
    });
    this.#inHand.set(job.id, { job, abort, done });
  }

  async #perform(job: TakenJob, signal: AbortSignal): Promise<void> {
    const { handle, report } = this.#options;
    const about = `job ${job.id} (${job.effect.type} of ${job.runId})`;
    let failure: { error: unknown } | undefined;
    try {
      if ((await handle(job, signal)) === 'finished') return;
    } catch (error) {
      // Whoever holds it now does it again; this one's part in it is over.
      if (error instanceof JobLost) return;
      failure = { error };
      if (!signal.aborted) report(error, about);
    }
    await this.#untilStored(about, () => this.#storeEnd(job, failure, signal));
  }

  async #storeEnd(job: TakenJob, failure: { error: unknown } | undefined, signal: AbortSignal): Promise<void> {
    if (!failure) return void (await finishJob(this.#database, job));
    if (this.#stopping && signal.aborted) return returnJob(this.#database, job);
    const now = this.#options.now();
    const then = await failJob(this.#database, job, failure.error, now);
    if (then === 'dead') await this.#options.dead(job, failure.error);
  }

  /** A database that is away must not turn a job that is done into one that failed. */
  async #untilStored(about: string, store: () => Promise<void>): Promise<void> {
    for (let told = false; ; told = true) {
      try {
        return await store();
      } catch (error) {
        if (!told) this.#options.report(error, `storing the end of ${about}`);
        if (this.#stopping) return;
        await pause(POLL_MS);
      }
    }
  }

  async #keepAlive(): Promise<void> {
    try {
      const before = [...this.#inHand.values()];
      const mine = before.length === 0 ? [] : await beat(this.#database, this.#holder);
      const takings = new Map(mine.map((each) => [each.id, each.takings]));
      // Another process took it over while this one was away: the handler here must not go on.
      for (const { job, abort } of before) if (takings.get(job.id) !== job.takings) abort.abort();
      if ((await takeBackJobs(this.#database, 'expired')) > 0) this.nudge();
    } catch {
      // The look for jobs tells of a database that is away.
    }
  }

  async #lookAtClock(): Promise<void> {
    try {
      if ((await pullForward(this.#database, this.#options.now())) > 0) this.nudge();
    } catch {
      // The look for jobs tells of a database that is away.
    }
  }

  async #ends(atMostMs: number): Promise<void> {
    const all = Promise.all([...this.#inHand.values()].map(({ done }) => done));
    const enough = new AbortController();
    await Promise.race([all, pause(atMostMs, undefined, { signal: enough.signal }).catch(() => {})]);
    enough.abort();
  }
}
