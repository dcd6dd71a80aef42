/**
 * Every route of the server, in one list. `GET` routes need no token on loopback; all others need `Authorization: Bearer TOKEN`.
 *
 * | method and path                        | takes      | gives                                  |
 * |----------------------------------------|------------|----------------------------------------|
 * | GET  /api/home                         |            | HomeView                               |
 * | GET  /api/me                           |            | MeView                                 |
 * | GET  /api/projects/:project/history    | ?environment&days | HistoryView                     |
 * | GET  /api/doctor                       |            | DoctorCheck[]                          |
 * | GET  /api/openapi.json                 |            | this list as OpenAPI 3.0               |
 * | GET  /api/runs                         | ?limit     | RunSummary[]                           |
 * | POST /api/runs                         | StartRun   | RunSummary (201) or Refusal (4xx)      |
 * | POST /api/pushes                       | Push       | RunSummary[] (202)                     |
 * | GET  /api/runs/:run                    |            | RunView                                |
 * | GET  /api/runs/:run/evidence           |            | EvidenceView[]: the record behind every decision |
 * | GET  /api/runs/:run/evidence/:node/plot.svg | | the evidence over time against its boundaries |
 * | GET  /api/runs/:run/evidence/:node/ticks.jsonl | ?visit | all that the decision was made from, a tick a line |
 * | GET  /api/runs/:run/chart.svg          | ?plain&proposed | the chart as the run stands; `plain=1`: as drawn; `proposed=1`: as a checked commit proposes it. Nodes carry data-id |
 * | GET  /api/runs/:run/chart.md           |            | the same as a Mermaid block            |
 * | GET  /api/runs/:run/logs/:node         | ?visit&from&to&follow | text, from byte `from` (of a negative one: the last so many); `follow=1` streams until the step ends |
 * | GET  /api/runs/:run/logs/:node/index   | ?visit     | LogIndex: where lines begin, what speaks of trouble |
 * | GET  /api/runs/:run/logs/:node/search  | ?visit&q   | FoundInLog                             |
 * | GET  /api/runs/:run/usual              |            | UsualView                              |
 * | GET  /api/runs/:run/steps/:node/history |           | StepHistory                            |
 * | GET  /api/runs/:run/steps/:node/review |            | ReviewView                             |
 * | POST /api/runs/:run/answer             | Answer     | RunView                                |
 * | POST /api/runs/:run/cancel             | {reason}   | RunView                                |
 * | GET  /api/runs/:run/retry              | ?node      | RetryPlan, or a Refusal (409) with the reason |
 * | POST /api/runs/:run/retry              | Retry      | RunView, or a Refusal (409) with the reason |
 * | GET  /api/incidents                    |            | IncidentView[]: those that are open first, then the newest |
 * | POST /api/runs/:run/incident           | MoveIncident | IncidentView[]: those of the run     |
 * | GET  /api/environments/:name           |            | EnvironmentView                        |
 * | GET  /api/environments/:name/history   |            | EnvironmentHistory                     |
 * | GET  /api/environments/:name/health    |            | EnvironmentHealth                      |
 * | POST /api/environments/:name/lock      | {reason, until?} | EnvironmentView                  |
 * | POST /api/environments/:name/unlock    | {release?} | EnvironmentView: lock and hold lifted; with a release, only its ban |
 * | GET  /api/environments/:name/rollback  | ?release   | RollbackPlan: what the next one would do |
 * | POST /api/environments/:name/rollback  | {reason, release?} | EnvironmentView                |
 * | GET  /api/secrets                      | ?project   | SecretView[], for operators            |
 * | POST /api/secrets                      | SetSecret  | SecretView                             |
 * | POST /api/secrets/remove               | RemoveSecret | {removed}                            |
 * | POST /api/secrets/rotate               | {project?} | {sealed}: how many were sealed anew    |
 * | GET  /api/audit                        | ?after     | the audit as JSON lines, for operators: {seq, entry, hash, signature} |
 * | GET  /api/audit/key                    |            | the public key that verifies it, PEM   |
 * | GET  /api/changes                      | ?run&since | server-sent events, each a Change; first the present state and what changed after the event `since` |
 * | POST /chat/clicks                      | what the chat sends, signed by it | a line for who clicked  |
 * | POST /webhooks/:vendor                 | what another service sends, signed by it | {kept} (202) |
 * | GET  /healthz                          |            | {ok, version}                          |
 * | GET  /metrics                          |            | Shipchart itself in Prometheus' text format |
 */
export const routes = {
  home: '/api/home',
  me: '/api/me',
  history: '/api/projects/:project/history',
  doctor: '/api/doctor',
  openapi: '/api/openapi.json',
  runs: '/api/runs',
  pushes: '/api/pushes',
  run: '/api/runs/:run',
  chart: '/api/runs/:run/chart.svg',
  chartMarkdown: '/api/runs/:run/chart.md',
  evidence: '/api/runs/:run/evidence',
  evidencePlot: '/api/runs/:run/evidence/:node/plot.svg',
  evidenceTicks: '/api/runs/:run/evidence/:node/ticks.jsonl',
  log: '/api/runs/:run/logs/:node',
  logIndex: '/api/runs/:run/logs/:node/index',
  usual: '/api/runs/:run/usual',
  stepHistory: '/api/runs/:run/steps/:node/history',
  review: '/api/runs/:run/steps/:node/review',
  logSearch: '/api/runs/:run/logs/:node/search',
  answer: '/api/runs/:run/answer',
  cancel: '/api/runs/:run/cancel',
  retry: '/api/runs/:run/retry',
  incidents: '/api/incidents',
  incident: '/api/runs/:run/incident',
  environment: '/api/environments/:name',
  environmentHistory: '/api/environments/:name/history',
  environmentHealth: '/api/environments/:name/health',
  lock: '/api/environments/:name/lock',
  unlock: '/api/environments/:name/unlock',
  rollback: '/api/environments/:name/rollback',
  secrets: '/api/secrets',
  secretRemove: '/api/secrets/remove',
  secretRotate: '/api/secrets/rotate',
  audit: '/api/audit',
  auditKey: '/api/audit/key',
  changes: '/api/changes',
  chatClicks: '/chat/clicks',
  webhook: '/webhooks/:vendor',
  health: '/healthz',
  metrics: '/metrics',
} as const;

/** The path of a route with its `:names` filled in, each escaped. */
export function pathOf(route: string, names: Readonly<Record<string, string>>): string {
  return route.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(names[name] ?? ''));
}
