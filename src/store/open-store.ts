import { advanceEnvironment, advanceRun, expireLock } from './advance.ts';
import { appendAudit, auditAfter } from './audit.ts';
import { changedSince } from './changed-since.ts';
import { createNewsroom, type Newsroom } from './changes.ts';
import { createRun } from './create-run.ts';
import { createDeliveries, findDocument, type Deliveries, type ReadDelivery } from './documents.ts';
import { courseOfEnvironment, findEnvironment, listEnvironments, rebuildEnvironment } from './environments.ts';
import { readEvents } from './event-log.ts';
import { SILENT, type Herald } from './herald.ts';
import { incidentsOf, listIncidents, moveIncidents, openIncident } from './incidents.ts';
import { endIncoming, keepIncoming, takeIncoming } from './incoming.ts';
import { createJobsInHand, type JobsInHand } from './jobs-in-hand.ts';
import { addToInbox, findInboxItem, listInbox } from './inbox.ts';
import { deadJobs, reviveJob, type Job, type JobEffect } from './jobs.ts';
import { addToOutbox, endLetter, nextLetterDue, takeLetters, troubledLetters } from './outbox.ts';
import { openDatabase, type OpenedDatabase, type StorePlace } from './open-database.ts';
import { retryPlanOf } from './plan-retry.ts';
import { rollbackPlanOf } from './plan-rollback.ts';
import { retryRun } from './retry-run.ts';
import { keepSecret, listSecrets, removeSecret } from './secrets.ts';
import { findRun, listActiveRuns, listRuns, rebuildRun } from './runs.ts';
import { readStepEvents } from './step-events.ts';
import type { JobHandler, StopWork, Store, WorkOptions } from './store.ts';
import type { TakenJob } from './take-jobs.ts';
import { tally } from './tallies.ts';
import { JobWork } from './work-on-jobs.ts';
import { createWrite, type RulesOf, type Write } from './write.ts';

const CONCURRENCY = 8;
const GRACE_MS = 5_000;
const GRACE_AT_CLOSE_MS = 0;

export interface StoreDependencies {
  /** Reads and binds a document that was found sound before. Called once for each document in use. @throws for one that is not sound */
  deliveryOf: ReadDelivery;
  /** Who goes first in an environment's queue. Absent: first come, first served. */
  rulesOf?: RulesOf;
  /** Who outside hears of what is decided. Absent: nobody. */
  herald?: Herald;
  /** Something went wrong that no caller hears of: a handler, a listener, the queue's database. Absent: the console's error stream. */
  report?: (error: unknown, about: string) => void;
}

/** What a store is made of. */
interface Parts {
  opened: OpenedDatabase;
  deliveries: Deliveries;
  newsroom: Newsroom;
  write: Write;
  hands: JobsInHand;
  report: (error: unknown, about: string) => void;
}

/**
 * Opens the one SQL store: in this process, its files in a directory, or on a PostgreSQL server. Brings its schema up to date, and
 * embedded takes back the jobs that a dead process left.
 * @throws StoreFailure
 */
export async function openStore(place: StorePlace, dependencies: StoreDependencies): Promise<Store> {
  const report = dependencies.report ?? ((error, about) => console.error(`store: ${about}:`, error));
  const newsroom = createNewsroom(report);
  const opened = await openDatabase(place, newsroom);
  const parts: Parts = {
    opened,
    newsroom,
    report,
    hands: createJobsInHand(),
    deliveries: createDeliveries(dependencies.deliveryOf),
    write: createWrite(opened.database, newsroom, opened.tellOthers, {
      rulesOf: dependencies.rulesOf ?? (() => undefined),
      herald: dependencies.herald ?? SILENT,
    }),
  };
  return { ...writesOf(parts), ...readsOf(parts), ...lettersOf(parts), ...jobsOf(parts), onChange: newsroom.onChange };
}

type Writes = Pick<
  Store,
  | 'createRun'
  | 'advance'
  | 'retry'
  | 'advanceEnvironment'
  | 'addToInbox'
  | 'addToOutbox'
  | 'openIncident'
  | 'moveIncidents'
>;
type Letters = Pick<
  Store,
  'takeLetters' | 'endLetter' | 'nextLetterDue' | 'troubledLetters' | 'keepIncoming' | 'takeIncoming' | 'endIncoming'
>;
type Jobs = Pick<Store, 'work' | 'deadJobs' | 'reviveJob' | 'close'>;
type Reads = Omit<Store, keyof Writes | keyof Letters | keyof Jobs | 'onChange'>;

function writesOf({ write, deliveries, hands }: Parts): Writes {
  return {
    createRun: (facts, document, now) => write(now, (writing) => createRun(writing, deliveries, facts, document)),
    advance: async (id, event, now, done) => {
      const run = await write(now, async (writing) => {
        const letGo = done ? hands.letGo(writing.sql, done) : undefined;
        // Asked for below, after the run: until then its failure is not unheard.
        letGo?.catch(() => {});
        try {
          return await advanceRun(writing, deliveries, id, event);
        } finally {
          await letGo;
        }
      });
      if (done) hands.isDone(done);
      return run;
    },
    retry: (id, wish, now) => write(now, (writing) => retryRun(writing, deliveries, id, wish)),
    advanceEnvironment: (name, event, now) => write(now, (writing) => advanceEnvironment(writing, name, event)),
    addToInbox: (entry, key, now) => write(now, (writing) => addToInbox(writing, entry, key)),
    addToOutbox: (letters, now) => write(now, (writing) => addToOutbox(writing, letters)),
    openIncident: (incident, now) => write(now, (writing) => openIncident(writing, incident)),
    moveIncidents: (runId, move, now) => write(now, (writing) => moveIncidents(writing, runId, move)),
  };
}

function readsOf({ opened: { database }, deliveries }: Parts): Reads {
  return {
    retryPlan: (id, node) => retryPlanOf(database, deliveries, id, node),
    run: async (id) => (await findRun(database, id))?.run,
    versionedRun: (id) => findRun(database, id),
    runs: (wanted) => listRuns(database, wanted),
    activeRuns: (limit) => listActiveRuns(database, limit),
    runEvents: (id) => readEvents(database, 'run', id),
    stepEvents: (run, node, limit) => readStepEvents(database, run, node, limit),
    rebuildRun: (id) => rebuildRun(database, deliveries, id),
    deliveryOf: (run) => deliveries.ofHash(database, run.document),
    document: (hash) => findDocument(database, hash),
    environment: (name) => findEnvironment(database, name),
    environments: () => listEnvironments(database),
    rollbackPlan: async (name, release) => rollbackPlanOf(await findEnvironment(database, name), release),
    environmentEvents: (name) => readEvents(database, 'environment', name),
    rebuildEnvironment: (name) => rebuildEnvironment(database, name),
    environmentCourse: (name) => courseOfEnvironment(database, name),
    inbox: (limit) => listInbox(database, limit),
    inboxItem: (id) => findInboxItem(database, id),
    incidents: (limit) => listIncidents(database, limit),
    incidentsOf: (runId) => incidentsOf(database, runId),
    appendAudit: (entry, sign) => appendAudit(database, entry, sign),
    auditAfter: (seq, limit) => auditAfter(database, seq, limit),
    secrets: {
      list: (project) => listSecrets(database, project),
      keep: (secret, insteadOf) => keepSecret(database, secret, insteadOf),
      remove: (project, name, scope) => removeSecret(database, project, name, scope),
    },
    tally: (sinceMs) => tally(database, sinceMs),
    changedSince: (sinceMs) => changedSince(database, sinceMs),
  };
}

function lettersOf({ opened: { database } }: Parts): Letters {
  return {
    takeLetters: (media, now) => takeLetters(database, media, now),
    endLetter: (letter, end) => endLetter(database, letter, end),
    nextLetterDue: (media) => nextLetterDue(database, media),
    troubledLetters: (limit) => troubledLetters(database, limit),
    keepIncoming: (told, now) => keepIncoming(database, told, now),
    takeIncoming: (vendor, now) => takeIncoming(database, vendor, now),
    endIncoming: (taken, end) => endIncoming(database, taken, end),
  };
}

function jobsOf(parts: Parts): Jobs {
  const { database, close } = parts.opened;
  const working = new Set<StopWork>();
  return {
    work(handler, options = {}) {
      const stop = startWork(parts, handler, options);
      working.add(stop);
      return async (graceMs) => {
        working.delete(stop);
        await stop(graceMs);
      };
    },
    deadJobs: (limit) => deadJobs(database, limit),
    reviveJob: async (id) => {
      const revived = await reviveJob(database, id, Date.now());
      parts.newsroom.tell({ changes: [], jobs: revived });
      return revived;
    },
    async close() {
      await Promise.all([...working].map((stop) => stop(GRACE_AT_CLOSE_MS)));
      await close();
    },
  };
}

function startWork(
  { opened, newsroom, write, hands, report }: Parts,
  handler: JobHandler,
  options: WorkOptions,
): StopWork {
  const work = new JobWork(opened.database, {
    concurrency: options.concurrency ?? CONCURRENCY,
    shared: opened.shared,
    report,
    now: Date.now,
    handle: async (job, signal) => {
      const { effect } = job;
      if (effect.type === 'expire-lock') await write(Date.now(), (writing) => expireLock(writing, effect));
      else return hands.hand(job, shown(job, effect), (given) => handler(given, signal));
      return 'to finish';
    },
    dead: async (job, error) => {
      if (job.effect.type !== 'expire-lock') await options.dead?.(shown(job, job.effect), error);
    },
  });
  const deaf = newsroom.onJobs(() => work.nudge());
  return async (graceMs = GRACE_MS) => {
    deaf();
    await work.stop(graceMs);
  };
}

function shown({ id, runId }: TakenJob, effect: JobEffect): Job {
  return { id, runId, effect };
}
