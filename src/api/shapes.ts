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
  outcome: z.string().optional(),
  reason: z.string().optional(),
  couldNotRun: z.boolean().optional(),
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
  message: z.string().optional(),
  /** Figures for people while it runs and after: what the step kind declares. */
  figures: z.json().optional(),
  output: z.json().optional(),
  evidence: z.array(evidenceRecord).optional(),
});
export type StepView = z.infer<typeof step>;

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
  /** Rises with every change of the run; a client that sees a gap asks again. */
  version: z.number(),
  steps: z.array(step),
  /** Edge ids that hold a token. */
  edgesTaken: z.array(z.string()),
  edges: z.array(z.object({ id: z.string(), from: z.string(), to: z.string() })),
  /** The walk so far as a sentence. */
  walk: z.string(),
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
});
export type Answer = z.input<typeof answer>;

/** Lines of a log, counted from 0, that hold what was looked for. */
export const foundInLog = z.object({ lines: z.array(z.number()), more: z.boolean() });
export type FoundInLog = z.infer<typeof foundInLog>;

/** Every refusal: what is wrong and what to do. */
export const refusal = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  problems: z
    .array(
      z.object({
        line: z.number(),
        column: z.number(),
        rule: z.string(),
        severity: z.enum(['error', 'warning']),
        message: z.string(),
        hint: z.string(),
      }),
    )
    .optional(),
});
export type Refusal = z.infer<typeof refusal>;

/** What the one event stream says: what changed, by name; the client asks for what it shows. */
export const change = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), run: runView }),
  z.object({ type: z.literal('environment'), environment: environmentView }),
  z.object({ type: z.literal('inbox'), item: inboxItem }),
]);
export type Change = z.infer<typeof change>;
