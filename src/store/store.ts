import type { ChainedEntry } from '../lib/audit-chain.ts';
import type { Delivery } from '../chart/delivery.ts';
import type { Environment, EnvironmentEvent } from '../engine/environment/environment.ts';
import type { RetryRefusal } from '../engine/retry/why-not-retry.ts';
import type { RunEvent } from '../engine/event.ts';
import type { Run } from '../engine/run.ts';
import type { Change } from './changes.ts';
import type { RunFacts } from './create-run.ts';
import type { StoredDocument } from './documents.ts';
import type { EnvironmentTurn } from './environments.ts';
import type { LoggedEvent } from './event-log.ts';
import type { IncidentMove, KeptIncident, NewIncident } from './incident.ts';
import type { IncomingNews, NewsEnd, TakenNews } from './incoming.ts';
import type { InboxEntry, InboxItem } from './inbox.ts';
import type { DeadJob, Job } from './jobs.ts';
import type { NewLetter } from './letter.ts';
import type { LetterEnd, TakenLetter, TroubledLetter } from './outbox.ts';
import type { RetryPreview } from './plan-retry.ts';
import type { RollbackPlan } from './plan-rollback.ts';
import type { KeptSecret } from './secrets.ts';
import type { Tallies } from './tallies.ts';
import type { VersionedRun } from './runs.ts';

/** Everything that is remembered. Times are milliseconds since 1970. What a call has answered survives the death of any process. */
export interface Store {
  /**
   * Starts a run of `document` under its project's next number. The same `facts.dedupe` gives the run that was started with it.
   * @throws whatever `deliveryOf` throws for a document that is not sound; nothing is kept then
   */
  createRun(facts: RunFacts, document: { fileName: string; text: string }, now: number): Promise<Run>;
  /**
   * The only way a run changes: in one transaction the event is logged, decided, and what follows from it is ordered. A late or repeated
   * event changes nothing and is not logged. Undefined where there is no such run. With `done`, the job that led to the event is off the
   * queue in the same transaction.
   * @throws JobLost where another worker holds the job by now: a late answer changes nothing
   */
  advance(runId: string, event: RunEvent, now: number, done?: Job): Promise<Run | undefined>;
  /**
   * A person has a run tried again: decided, or refused with the reason, in one transaction with the environments that it needs. A retry that
   * was made already (`after` is older than the run) changes nothing. Undefined where there is no such run.
   */
  retry(
    runId: string,
    wish: Omit<Extract<RunEvent, { type: 'retried' }>, 'type'>,
    now: number,
  ): Promise<{ run: Run } | { refusal: RetryRefusal } | undefined>;
  /** The same for an environment; one that is new is made. */
  advanceEnvironment(name: string, event: EnvironmentEvent, now: number): Promise<Environment>;

  /** What a retry would do now, or why it makes no sense. Undefined where there is no such run. */
  retryPlan(runId: string, node?: string): Promise<RetryPreview | { refusal: RetryRefusal } | undefined>;
  run(id: string): Promise<Run | undefined>;
  /** With the number of its newest event, which rises with every change. */
  versionedRun(id: string): Promise<VersionedRun | undefined>;
  /** Newest first. */
  runs(wanted: { project?: string; limit: number }): Promise<Run[]>;
  /** Ids of those that have not ended, the newest first. */
  activeRuns(limit?: number): Promise<string[]>;
  runEvents(id: string): Promise<LoggedEvent<RunEvent>[]>;
  /** A step's events, oldest first, of a long wait evenly thinned out to about `limit`. */
  stepEvents(run: string, node: string, limit: number): Promise<LoggedEvent<RunEvent>[]>;
  /** The run as its events alone give it. */
  rebuildRun(id: string): Promise<Run | undefined>;
  /** What the run runs. */
  deliveryOf(run: Run): Promise<Delivery>;
  document(hash: string): Promise<StoredDocument | undefined>;
  /** As new where nobody has used it yet. */
  environment(name: string): Promise<Environment>;
  environments(): Promise<Environment[]>;
  /** What a rollback by hand would do now; undefined where `release` names none that ever stood there. */
  rollbackPlan(name: string, release?: string): Promise<RollbackPlan | undefined>;
  environmentEvents(name: string): Promise<LoggedEvent<EnvironmentEvent>[]>;
  rebuildEnvironment(name: string): Promise<Environment>;
  /** Everything it went through, oldest first. */
  environmentCourse(name: string): Promise<EnvironmentTurn[]>;

  /** Keeps an entry; of the same key only the first. */
  addToInbox(entry: InboxEntry, key: string, now: number): Promise<void>;
  /** Newest first. */
  inbox(limit: number): Promise<InboxItem[]>;
  inboxItem(id: number): Promise<InboxItem | undefined>;

  /** Of the same key only the first counts, also after it was resolved. */
  openIncident(incident: NewIncident, now: number): Promise<void>;
  /** What is open of a run; those that it moved. */
  moveIncidents(runId: string, move: IncidentMove, now: number): Promise<KeptIncident[]>;
  /** Those that are open first, then the newest. */
  incidents(limit: number): Promise<KeptIncident[]>;
  incidentsOf(runId: string): Promise<KeptIncident[]>;

  /** Sealed secrets, as whoever holds the master key keeps them. */
  secrets: KeptSecrets;

  /** Appends to the audit. `sign` signs the new head, within the transaction. */
  appendAudit(entry: string, sign: (head: { seq: number; hash: string }) => string): Promise<ChainedEntry>;
  /** What comes after this number, oldest first. */
  auditAfter(seq: number, limit: number): Promise<ChainedEntry[]>;

  /** What stands here, counted; steps and verdicts of the runs that ended since then. */
  tally(sinceMs: number): Promise<Tallies>;

  /** What may have changed since then, for who was away: rather too much than too little. */
  changedSince(sinceMs: number): Promise<Change[]>;

  /** Keeps letters to people outside until `endLetter`; of the same medium, recipient and key only the first. */
  addToOutbox(letters: readonly NewLetter[], now: number): Promise<void>;
  /** Takes each recipient's oldest letter where it is due. It is nobody else's for a minute, or until it is ended. */
  takeLetters(media: readonly string[], now: number): Promise<TakenLetter[]>;
  endLetter(letter: TakenLetter, end: LetterEnd): Promise<void>;
  /** When the next letter is due; undefined where none waits. */
  nextLetterDue(media: readonly string[]): Promise<number | undefined>;
  /** Keeps what another service told; false where the same delivery was kept before. */
  keepIncoming(told: IncomingNews, now: number): Promise<boolean>;
  /** Takes the oldest that is due and in nobody's hands. */
  takeIncoming(vendor: string, now: number): Promise<TakenNews | undefined>;
  endIncoming(taken: TakenNews, end: NewsEnd): Promise<void>;
  /** Letters that were tried in vain so far, or refused for good; newest first. */
  troubledLetters(limit: number): Promise<TroubledLetter[]>;

  /**
   * Hands out jobs, each until its handler returned: at least once. One that throws is tried again after a pause that doubles up to 30 s;
   * after 20 failures it lies among `deadJobs`, and `dead` is told. `signal` says that the handler's end is not waited for any more.
   */
  work(handler: JobHandler, options?: WorkOptions): StopWork;
  deadJobs(limit: number): Promise<DeadJob[]>;
  /** Gives a dead job all its tries again; false where there is none. */
  reviveJob(id: number): Promise<boolean>;

  /** Called after each commit, this process's and others'. The answer ends it. A version may be told twice, or be skipped for a newer one. */
  onChange(listener: (change: Change) => void): () => void;
  /** Stops what works here and lets go of the data. */
  close(): Promise<void>;
}

export interface KeptSecrets {
  list(project: string): Promise<KeptSecret[]>;
  /** In place of one of the same name and scope. With `insteadOf`, only where that is still what is sealed there: false otherwise. */
  keep(secret: KeptSecret, insteadOf?: string): Promise<boolean>;
  /** False where there is none. */
  remove(project: string, name: string, scope: Pick<KeptSecret, 'environment' | 'step'>): Promise<boolean>;
}

export type JobHandler = (job: Job, signal: AbortSignal) => Promise<void>;

export interface WorkOptions {
  /** Jobs in hand at once; 8 where absent. */
  concurrency?: number;
  /** The job's last try failed. */
  dead?: (job: Job, error: unknown) => Promise<void>;
}

/** Takes no more jobs and waits for the handlers: `graceMs` (5 s where absent) undisturbed, 2 s more with `signal` aborted. */
export type StopWork = (graceMs?: number) => Promise<void>;
