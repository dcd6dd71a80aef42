import { z } from 'zod';

/** The shapes on the wire. One source for server, client, CLI and page. */

/** The record behind a decision. */
const evidenceRecord = z.object({
  metric: z.string(),
  sentence: z.string(),
  decision: z.string(),
  facts: z.record(z.string(), z.json()),
  /** How the evidence went over time, for a plot. */
  course: z.json().optional(),
  /** The newest line of the log that the decision was made from. */
  log: z.object({ n: z.number(), digest: z.string() }).optional(),
});

const step = z.object({
  node: z.string(),
  kind: z.string(),
  label: z.string(),
  state: z.enum(['idle', 'claiming', 'active', 'waiting', 'ended']),
  /** What the page colours by. */
  status: z.enum(['idle', 'queued', 'running', 'waiting', 'passed', 'failed', 'stopped']),
  visit: z.number(),
  attempt: z.number(),
  /** Passed before a retry: it holds again, or is only looked at again, once its turn comes. */
  kept: z.boolean().optional(),
  outcome: z.string().optional(),
  reason: z.string().optional(),
  couldNotRun: z.boolean().optional(),
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
  /** When it stops waiting for people by itself. */
  until: z.number().optional(),
  /** The environment it uses, and how: `watch` compares what is new with what was there. */
  environment: z.string().optional(),
  rollout: z.enum(['deploy', 'traffic', 'rollback', 'watch']).optional(),
  message: z.string().optional(),
  /** Figures for people while it runs and after: what the step kind declares. */
  figures: z.json().optional(),
  output: z.json().optional(),
  evidence: z.array(evidenceRecord).optional(),
});
export type StepView = z.infer<typeof step>;

/** A mistake in a document, with its place. */
const problem = z.object({
  line: z.number(),
  column: z.number(),
  rule: z.string(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  hint: z.string(),
});

export const runSummary = z.object({
  id: z.string(),
  project: z.string(),
  number: z.number(),
  commit: z.object({ id: z.string(), author: z.string(), subject: z.string(), time: z.number() }),
  ref: z.string(),
  startedBy: z.string(),
  purpose: z.enum(['delivery', 'check']),
  phase: z.enum(['running', 'settling', 'ended']),
  ending: z.string().optional(),
  endingReason: z.string().optional(),
  startedAt: z.number(),
  endedAt: z.number().optional(),
  /** Nodes that wait for a person now. */
  waitsForPeople: z.array(z.string()),
});
export type RunSummary = z.infer<typeof runSummary>;

export const runView = runSummary.extend({
  /** How often a person had it tried again; said with the next retry, so that two clicks are one. */
  retries: z.number().optional(),
  /** Rises with every change of the run; a client that sees a gap asks again. */
  version: z.number(),
  steps: z.array(step),
  /** Edge ids that hold a token. */
  edgesTaken: z.array(z.string()),
  edges: z.array(z.object({ id: z.string(), from: z.string(), to: z.string() })),
  /** The walk so far as a sentence. */
  walk: z.string(),
  /** Of check runs: whose document is executed, and what is wrong with the one that is proposed. */
  proposal: z
    .object({
      base: z.object({ ref: z.string(), commit: z.string() }),
      change: z.enum(['none', 'changed', 'removed']),
      problems: z.array(problem),
      problemsInAll: z.number(),
    })
    .optional(),
});
export type RunView = z.infer<typeof runView>;

/** A decision of a run, the record behind it, and what happened next. */
export const evidenceView = evidenceRecord.extend({
  node: z.string(),
  kind: z.string(),
  label: z.string(),
  visit: z.number(),
  outcome: z.string().optional(),
  /** When it was decided. */
  at: z.number().optional(),
  /** The steps that came of it, each with how it ended. */
  next: z.array(z.string()),
});
export type EvidenceView = z.infer<typeof evidenceView>;

const slot = z.object({ release: z.string(), commit: z.string(), colour: z.enum(['blue', 'green']) });

export const environmentView = z.object({
  name: z.string(),
  live: slot.optional(),
  candidate: slot.extend({ weight: z.number() }).optional(),
  lastGood: slot.optional(),
  bad: z.array(z.object({ release: z.string(), reason: z.string(), at: z.number() })),
  claim: z.object({ runId: z.string(), since: z.number() }).optional(),
  queue: z.array(z.object({ runId: z.string(), since: z.number(), reason: z.string() })),
  lock: z.object({ owner: z.string(), reason: z.string(), until: z.number().optional() }).optional(),
  /** Automation keeps away until a person lifts it. */
  hold: z.object({ owner: z.string(), reason: z.string(), since: z.number() }).optional(),
  /** A rollback by hand that is not verified yet. */
  rollback: z
    .object({ to: z.string().optional(), leaving: z.array(z.string()), since: z.number(), owner: z.string() })
    .optional(),
  /** Where its traffic enters, once it is known. */
  address: z.string().optional(),
});
export type EnvironmentView = z.infer<typeof environmentView>;

/** A notice or an incident that reached the local inbox. */
export const inboxItem = z.object({
  id: z.number(),
  kind: z.enum(['notice', 'incident']),
  at: z.number(),
  runId: z.string(),
  to: z.array(z.string()),
  tone: z.enum(['good', 'bad', 'neutral']),
  title: z.string(),
  body: z.string(),
  evidence: z.array(z.json()),
});
export type InboxItem = z.infer<typeof inboxItem>;

/** Something that somebody was woken for. Times in milliseconds since 1970. */
export const incidentView = z.object({
  key: z.string(),
  runId: z.string(),
  project: z.string(),
  environment: z.string(),
  title: z.string(),
  link: z.string(),
  openedAt: z.number(),
  acknowledgedAt: z.number().nullable(),
  acknowledgedBy: z.string().nullable(),
  resolvedAt: z.number().nullable(),
  resolvedBy: z.string().nullable(),
  /** Why it is over. */
  reason: z.string().nullable(),
});
export type IncidentView = z.infer<typeof incidentView>;

export const moveIncident = z.discriminatedUnion('move', [
  z.object({ move: z.literal('acknowledge') }),
  z.object({ move: z.literal('resolve'), reason: z.string().min(1).max(500) }),
]);
export type MoveIncident = z.infer<typeof moveIncident>;

export const homeView = z.object({
  projects: z.array(z.object({ name: z.string(), environments: z.array(environmentView) })),
  runs: z.array(runSummary),
  inbox: z.array(inboxItem),
});
export type HomeView = z.infer<typeof homeView>;

export const startRun = z.object({
  project: z.string().optional(),
  ref: z.string().default('HEAD'),
  /** Bring this commit into these environments as their first release, without a chart of the team's. */
  adopt: z.array(z.string()).optional(),
  /** Only check it: by the base branch's document, without publishing or changing anything. */
  check: z.boolean().default(false),
});
export type StartRun = z.input<typeof startRun>;

/** What a repository's push hook sends. */
export const push = z.object({
  project: z.string(),
  ref: z.string(),
  before: z.string(),
  after: z.string(),
  pusher: z.string(),
});
export type Push = z.infer<typeof push>;

export const answer = z.object({
  /** Absent: the one review that waits. */
  node: z.string().optional(),
  decision: z.enum(['approved', 'rejected']),
  comment: z.string().max(2_000).default(''),
  /** The live release, which this commit does not contain, may be undone: what the review shows as `figures.undoes`. */
  acceptsOutdated: z.boolean().default(false),
});
export type Answer = z.input<typeof answer>;

/** How long things take as a rule, in milliseconds, from earlier runs. */
export const usualView = z.object({
  runMs: z.number().optional(),
  steps: z.record(z.string(), z.object({ ms: z.number(), runs: z.number() })),
});
export type UsualView = z.infer<typeof usualView>;

/** Tries that ended, and a step's numbers as they went, each by the way to it: `evidence.harm.log`. */
export const stepHistory = z.object({
  attempts: z.array(
    z.object({
      visit: z.number(),
      attempt: z.number(),
      endedAt: z.number(),
      /** Absent: it broke, and was tried again. */
      outcome: z.string().optional(),
      reason: z.string().optional(),
    }),
  ),
  series: z.array(z.object({ at: z.number(), visit: z.number(), numbers: z.record(z.string(), z.number()) })),
});
export type StepHistory = z.infer<typeof stepHistory>;

const happening = z.object({
  at: z.number(),
  sentence: z.string(),
  tone: z.enum(['good', 'bad', 'neutral']),
  runId: z.string().optional(),
});
export type Happening = z.infer<typeof happening>;

export const environmentHistory = z.object({
  /** Percent of the traffic from `at` on, oldest first. */
  splits: z.array(z.object({ at: z.number(), blue: z.number(), green: z.number() })),
  /** Newest first. */
  happenings: z.array(happening),
  /** The run that changed it last. */
  lastRun: z.string().optional(),
});
export type EnvironmentHistory = z.infer<typeof environmentHistory>;

const colourHealth = z.object({
  state: z.enum(['empty', 'starting', 'healthy', 'failed', 'unknown']),
  release: z.string().optional(),
  instances: z.number().optional(),
  detail: z.string().optional(),
});
export const environmentHealth = z.object({ blue: colourHealth, green: colourHealth });
export type EnvironmentHealth = z.infer<typeof environmentHealth>;

/** Who asks, and the reviews that wait: where `whyNot` stands, for somebody else. */
export const meView = z.object({
  name: z.string().optional(),
  groups: z.array(z.string()).optional(),
  waiting: z.array(z.object({ run: z.string(), node: z.string(), whyNot: z.string().optional() })),
});
export type MeView = z.infer<typeof meView>;

/** What a reviewer sees beside the step's own figures. */
export const reviewView = z.object({
  environment: z.string().optional(),
  live: z.object({ release: z.string(), commit: z.string(), runId: z.string() }).optional(),
  /** Every number that a step reported, with that of the run which made the live release. */
  deltas: z.array(
    z.object({
      node: z.string(),
      label: z.string(),
      name: z.string(),
      now: z.number(),
      before: z.number().optional(),
    }),
  ),
  /** What gates, rules and scans said. */
  judged: z.array(
    z.object({
      node: z.string(),
      label: z.string(),
      outcome: z.string(),
      good: z.boolean(),
      sentences: z.array(z.string()),
    }),
  ),
  people: z.array(z.object({ name: z.string(), whyNot: z.string().optional() })),
  /** What the operator asks for on the way, with the node that has met it so far. */
  policy: z.array(z.object({ says: z.string(), before: z.string(), where: z.string(), metBy: z.string().optional() })),
  /** Why the operator's policy can't be told now. */
  policyTrouble: z.string().optional(),
});
export type ReviewView = z.infer<typeof reviewView>;

const dora = z.object({
  deliveries: z.number(),
  perDay: z.number(),
  /** Releases that got any traffic, and those of them that it was taken from again. */
  changes: z.number(),
  failures: z.number(),
  /** Medians; absent where there was nothing to measure. */
  leadMs: z.number().optional(),
  restoreMs: z.number().optional(),
});
const stepRecord = z.object({ node: z.string(), label: z.string(), runs: z.number() });
/** How a project delivers to one environment. */
export const historyView = z.object({
  project: z.string(),
  environment: z.string(),
  days: z.number(),
  figures: dora,
  /** The same by parts of the time, oldest first. */
  over: z.array(dora.extend({ from: z.number() })),
  endings: z.array(z.object({ ending: z.string(), runs: z.number() })),
  slowest: z.array(stepRecord.extend({ ms: z.number() })),
  flakiest: z.array(stepRecord.extend({ flaky: z.number() })),
});
export type HistoryView = z.infer<typeof historyView>;

/** One thing that Shipchart relies on. */
export const doctorCheck = z.object({
  area: z.string(),
  name: z.string(),
  state: z.enum(['ok', 'absent', 'failing']),
  /** What it is, or what is wrong. */
  detail: z.string(),
  hint: z.string().optional(),
});
export type DoctorCheck = z.infer<typeof doctorCheck>;

/** Lines of a log, counted from 0, that hold what was looked for. */
export const foundInLog = z.object({ lines: z.array(z.number()), more: z.boolean() });
export type FoundInLog = z.infer<typeof foundInLog>;

export const retry = z.object({
  /** Absent: from what failed. */
  node: z.string().optional(),
  /** The run's `retries` as the person saw it, so that two clicks are one retry. Absent: as it is now. */
  after: z.number().int().min(0).optional(),
  /** Do again what an earlier proof would spare. */
  fresh: z.boolean().default(false),
});
export type Retry = z.input<typeof retry>;

/** What `retry` would do now: steps in the order of the chart. */
export const retryPlan = z.object({
  /** Begin anew at once. */
  begins: z.array(z.string()),
  /** Done anew where the way leads to them again. */
  follows: z.array(z.string()),
  /** Passed, and hold. */
  keeps: z.array(z.string()),
});
export type RetryPlan = z.infer<typeof retryPlan>;

/** What `rollback` would do now. */
export const rollbackPlan = z.object({
  /** What would serve; absent where nothing ever did. */
  to: z.string().optional(),
  /** What would lose its traffic and be banned. */
  leaving: z.array(z.string()),
  /** The run that would be cancelled. */
  cancels: z.string().optional(),
  /** Every release that it may go to, the newest first. */
  choices: z.array(z.object({ release: z.string(), commit: z.string() })),
});
export type RollbackPlan = z.infer<typeof rollbackPlan>;

/** Every refusal: what is wrong and what to do. */
export const refusal = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  problems: z.array(problem).optional(),
});
export type Refusal = z.infer<typeof refusal>;

/** What the one event stream says: what changed, by name; the client asks for what it shows. */
export const change = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), run: runView }),
  z.object({ type: z.literal('environment'), environment: environmentView }),
  z.object({ type: z.literal('inbox'), item: inboxItem }),
]);
export type Change = z.infer<typeof change>;
