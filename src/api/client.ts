import { followChanges, type Link } from './follow-changes.ts';
import { followLog, followLogBytes, type LogPlace } from './follow-log.ts';
import { request, requestJson, type Connection } from './request.ts';
import { pathOf, routes } from './routes.ts';
import type { LogIndex } from '../lib/log-index.ts';
import type { RemoveSecret, SecretView, SetSecret } from './secret-shapes.ts';
import type {
  Answer,
  Change,
  DoctorCheck,
  EnvironmentHealth,
  EnvironmentHistory,
  EnvironmentView,
  EvidenceView,
  FoundInLog,
  HistoryView,
  HomeView,
  IncidentView,
  MeView,
  MoveIncident,
  Push,
  Retry,
  RetryPlan,
  ReviewView,
  RollbackPlan,
  RunSummary,
  RunView,
  StartRun,
  StepHistory,
  UsualView,
} from './shapes.ts';

export { Refused } from './refused.ts';
export type { Connection, Link, LogPlace };

/** Every route of the server as a method. Each rejects with `Refused`, which says what is wrong and what to do. */
export interface Client {
  home(): Promise<HomeView>;
  /** Newest first. */
  runs(limit?: number): Promise<RunSummary[]>;
  run(id: string): Promise<RunView>;
  /** The run's chart as SVG, as it was drawn. */
  chart(id: string): Promise<string>;
  /** Every decision of a run with the record behind it. */
  evidence(run: string): Promise<EvidenceView[]>;
  /** How a step's evidence went, or goes, against its boundaries, as SVG. */
  evidencePlot(run: string, node: string): Promise<string>;
  /** All that a decision was made from, a tick a line. */
  evidenceTicks(run: string, node: string, visit: number): Promise<string>;
  usual(id: string): Promise<UsualView>;
  stepHistory(run: string, node: string): Promise<StepHistory>;
  review(run: string, node: string): Promise<ReviewView>;
  me(): Promise<MeView>;
  /** How a project delivered in the last days, to its last environment unless another is named. */
  history(project: string, wanted?: { environment?: string; days?: number }): Promise<HistoryView>;
  doctor(): Promise<DoctorCheck[]>;
  /** A log, or a part of it, as it stands now. */
  log(place: LogPlace): Promise<string>;
  /** A log until its step ends; survives a cut connection. */
  followLog(place: LogPlace, signal: AbortSignal): AsyncIterable<string>;
  followLogBytes(place: LogPlace, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Where the lines of a log begin, up to its last full block; following it from `bytes` gives the rest. */
  logIndex(place: LogPlace): Promise<LogIndex>;
  searchLog(place: LogPlace, words: string): Promise<FoundInLog>;
  /** The present state, then every change, until `signal` aborts; survives a cut connection. `onLink` hears of cuts. */
  changes(run: string | undefined, signal: AbortSignal, onLink?: (link: Link) => void): AsyncIterable<Change>;
  start(wanted: StartRun): Promise<RunSummary>;
  push(pushed: Push): Promise<RunSummary[]>;
  answer(run: string, answer: Answer): Promise<RunView>;
  cancel(run: string, reason: string): Promise<RunView>;
  /** What a retry would do now. @throws Refused with the reason where it makes no sense */
  retryPlan(run: string, node?: string): Promise<RetryPlan>;
  /** @throws Refused with the reason where it makes no sense */
  retry(run: string, retry: Retry): Promise<RunView>;
  environment(name: string): Promise<EnvironmentView>;
  environmentHistory(name: string): Promise<EnvironmentHistory>;
  environmentHealth(name: string): Promise<EnvironmentHealth>;
  /** `until`: milliseconds since 1970. */
  lock(name: string, lock: { reason: string; until?: number }): Promise<EnvironmentView>;
  /** Those that are open first, then the newest. */
  incidents(): Promise<IncidentView[]>;
  moveIncident(run: string, move: MoveIncident): Promise<IncidentView[]>;
  /** Lifts lock and hold; with a release's name, only the ban on that release. */
  unlock(name: string, release?: string): Promise<EnvironmentView>;
  /** What a rollback would do now. @throws Refused for a release that never stood there */
  rollbackPlan(name: string, release?: string): Promise<RollbackPlan>;
  rollback(name: string, wanted: { reason: string; release?: string }): Promise<EnvironmentView>;
  /** The audit as JSON lines, after an entry; empty at its end. For operators. */
  audit(after: number): Promise<string>;
  /** PEM. */
  auditKey(): Promise<string>;
  /** For operators; never with a value. */
  secrets(): Promise<SecretView[]>;
  setSecret(secret: SetSecret): Promise<SecretView>;
  removeSecret(secret: RemoveSecret): Promise<{ removed: boolean }>;
  /** Seals all with the first master key; how many were not. */
  rotateSecrets(): Promise<{ sealed: number }>;
  health(): Promise<{ ok: boolean; version: string }>;
}

/** A client of one server. `const { runs } = await createClient({ baseUrl: 'http://127.0.0.1:4400' }).home()` */
export function createClient(connection: Connection): Client {
  return { ...readers(connection), ...changers(connection) };
}

type Reader = Exclude<keyof Client, Changer>;
type Changer =
  | 'start'
  | 'setSecret'
  | 'removeSecret'
  | 'rotateSecrets'
  | 'push'
  | 'answer'
  | 'cancel'
  | 'retry'
  | 'moveIncident'
  | 'lock'
  | 'unlock'
  | 'rollback';

function readers(to: Connection): Pick<Client, Reader> {
  return {
    home: () => requestJson(to, routes.home),
    runs: (limit) => requestJson(to, routes.runs, { query: { limit } }),
    run: (run) => requestJson(to, pathOf(routes.run, { run })),
    chart: (run) => text(to, pathOf(routes.chart, { run }), 'image/svg+xml', { plain: 1 }),
    evidence: (run) => requestJson(to, pathOf(routes.evidence, { run })),
    evidencePlot: (run, node) => text(to, pathOf(routes.evidencePlot, { run, node }), 'image/svg+xml'),
    evidenceTicks: (run, node, visit) =>
      text(to, pathOf(routes.evidenceTicks, { run, node }), 'application/jsonl', { visit }),
    log: ({ run, node, visit, from, to: end }) =>
      text(to, pathOf(routes.log, { run, node }), 'text/plain', { visit, from, to: end }),
    logIndex: ({ run, node, visit }) => requestJson(to, pathOf(routes.logIndex, { run, node }), { query: { visit } }),
    searchLog: ({ run, node, visit }, words) =>
      requestJson(to, pathOf(routes.logSearch, { run, node }), { query: { visit, q: words } }),
    followLogBytes: (place, signal) => followLogBytes(to, place, signal),
    followLog: (place, signal) => followLog(to, place, signal),
    changes: (run, signal, onLink) => followChanges(to, run, signal, onLink),
    usual: (run) => requestJson(to, pathOf(routes.usual, { run })),
    stepHistory: (run, node) => requestJson(to, pathOf(routes.stepHistory, { run, node })),
    review: (run, node) => requestJson(to, pathOf(routes.review, { run, node })),
    me: () => requestJson(to, routes.me),
    history: (project, wanted) => requestJson(to, pathOf(routes.history, { project }), { query: { ...wanted } }),
    doctor: () => requestJson(to, routes.doctor),
    incidents: () => requestJson(to, routes.incidents),
    environmentHistory: (name) => requestJson(to, pathOf(routes.environmentHistory, { name })),
    environmentHealth: (name) => requestJson(to, pathOf(routes.environmentHealth, { name })),
    environment: (name) => requestJson(to, pathOf(routes.environment, { name })),
    retryPlan: (run, node) => requestJson(to, pathOf(routes.retry, { run }), { query: { node } }),
    rollbackPlan: (name, release) => requestJson(to, pathOf(routes.rollback, { name }), { query: { release } }),
    audit: (after) => text(to, routes.audit, 'application/jsonl', { after }),
    auditKey: () => text(to, routes.auditKey, 'text/plain'),
    secrets: () => requestJson(to, routes.secrets),
    health: () => requestJson(to, routes.health),
  };
}

function changers(to: Connection): Pick<Client, Changer> {
  const post = <Shape>(path: string, body: unknown = {}) => requestJson<Shape>(to, path, { method: 'POST', body });
  return {
    start: (wanted) => post(routes.runs, wanted),
    push: (pushed) => post(routes.pushes, pushed),
    answer: (run, answer) => post(pathOf(routes.answer, { run }), answer),
    cancel: (run, reason) => post(pathOf(routes.cancel, { run }), { reason }),
    retry: (run, retry) => post(pathOf(routes.retry, { run }), retry),
    moveIncident: (run, move) => post(pathOf(routes.incident, { run }), move),
    lock: (name, lock) => post(pathOf(routes.lock, { name }), lock),
    unlock: (name, release) => post(pathOf(routes.unlock, { name }), release === undefined ? {} : { release }),
    setSecret: (secret) => post(routes.secrets, secret),
    removeSecret: (secret) => post(routes.secretRemove, secret),
    rotateSecrets: () => post(routes.secretRotate),
    rollback: (name, wanted) => post(pathOf(routes.rollback, { name }), wanted),
  };
}

async function text(
  to: Connection,
  path: string,
  accept: string,
  query: Readonly<Record<string, number | undefined>> = {},
): Promise<string> {
  const response = await request(to, path, { accept, query });
  return response.text();
}
