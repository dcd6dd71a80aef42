import { z } from 'zod';
import type { routes } from '../../api/routes.ts';
import { removeSecret, secretView, setSecret } from '../../api/secret-shapes.ts';
import * as shapes from '../../api/shapes.ts';
import { cancelBody } from '../routes/cancel.ts';
import { lockBody } from '../routes/lock.ts';
import { rollbackBody } from '../routes/rollback.ts';
import { rotateBody } from '../routes/secret-rotate.ts';
import { unlockBody } from '../routes/unlock.ts';

/** What a method of a route takes and gives: JSON of a shape, or text of a type. */
export interface Said {
  summary: string;
  query?: readonly string[];
  takes?: z.ZodType;
  gives: z.ZodType | string;
  /** 200 where left out. */
  status?: number;
}

const SVG = 'image/svg+xml';
const LINES = 'application/jsonl';

/** One entry a method; the rest of the description is taken from the routes themselves. */
export const SAID: Readonly<Record<keyof typeof routes, Partial<Record<'GET' | 'POST', Said>>>> = {
  home: { GET: { summary: 'What goes on', gives: shapes.homeView } },
  me: { GET: { summary: 'Who asks, and what waits for them', gives: shapes.meView } },
  history: {
    GET: { summary: 'How a project delivered', query: ['environment', 'days'], gives: shapes.historyView },
  },
  doctor: { GET: { summary: 'What is configured, and whether it answers', gives: z.array(shapes.doctorCheck) } },
  openapi: { GET: { summary: 'This description', gives: z.object({ openapi: z.string() }) } },
  runs: {
    GET: { summary: 'The newest runs', query: ['limit'], gives: z.array(shapes.runSummary) },
    POST: { summary: 'Start a run', takes: shapes.startRun, gives: shapes.runSummary, status: 201 },
  },
  pushes: {
    POST: { summary: 'Tell of a push', takes: shapes.push, gives: z.array(shapes.runSummary), status: 202 },
  },
  run: { GET: { summary: 'A run', gives: shapes.runView } },
  chart: { GET: { summary: 'The chart as the run stands', query: ['plain', 'proposed'], gives: SVG } },
  chartMarkdown: { GET: { summary: 'The same as a Mermaid block', gives: 'text/plain' } },
  evidence: { GET: { summary: 'The record behind every decision', gives: z.array(shapes.evidenceView) } },
  evidencePlot: { GET: { summary: 'The evidence over time', gives: SVG } },
  evidenceTicks: { GET: { summary: 'All that a decision was made from', query: ['visit'], gives: LINES } },
  log: { GET: { summary: 'A log', query: ['visit', 'from', 'to', 'follow'], gives: 'text/plain' } },
  logIndex: { GET: { summary: 'Where the lines of a log begin', query: ['visit'], gives: z.json() } },
  usual: { GET: { summary: 'How long steps usually take', gives: shapes.usualView } },
  stepHistory: { GET: { summary: 'A step in earlier runs', gives: shapes.stepHistory } },
  review: { GET: { summary: 'What would change, and who may answer', gives: shapes.reviewView } },
  logSearch: { GET: { summary: 'Lines of a log with these words', query: ['visit', 'q'], gives: shapes.foundInLog } },
  answer: { POST: { summary: 'Approve or reject', takes: shapes.answer, gives: shapes.runView } },
  cancel: { POST: { summary: 'Cancel a run', takes: cancelBody, gives: shapes.runView } },
  retry: {
    GET: { summary: 'What a retry would do', query: ['node'], gives: shapes.retryPlan },
    POST: { summary: 'Try a run again', takes: shapes.retry, gives: shapes.runView },
  },
  incidents: { GET: { summary: 'Open incidents first, then the newest', gives: z.array(shapes.incidentView) } },
  incident: {
    POST: { summary: 'Look after an incident', takes: shapes.moveIncident, gives: z.array(shapes.incidentView) },
  },
  environment: { GET: { summary: 'An environment', gives: shapes.environmentView } },
  environmentHistory: { GET: { summary: 'What stood there', gives: shapes.environmentHistory } },
  environmentHealth: { GET: { summary: 'What stands there now', gives: shapes.environmentHealth } },
  lock: { POST: { summary: 'Keep runs out', takes: lockBody, gives: shapes.environmentView } },
  unlock: { POST: { summary: 'Let runs in again', takes: unlockBody, gives: shapes.environmentView } },
  rollback: {
    GET: { summary: 'What a rollback would do', query: ['release'], gives: shapes.rollbackPlan },
    POST: { summary: 'Roll back', takes: rollbackBody, gives: shapes.environmentView, status: 202 },
  },
  secrets: {
    GET: { summary: 'The secrets, without what they are', query: ['project'], gives: z.array(secretView) },
    POST: { summary: 'Set a secret', takes: setSecret, gives: secretView },
  },
  secretRemove: {
    POST: { summary: 'Remove a secret', takes: removeSecret, gives: z.object({ removed: z.boolean() }) },
  },
  secretRotate: {
    POST: { summary: 'Seal all with the first key', takes: rotateBody, gives: z.object({ sealed: z.number() }) },
  },
  audit: { GET: { summary: 'Who did what', query: ['after'], gives: LINES } },
  auditKey: { GET: { summary: 'The key that verifies the audit', gives: 'text/plain' } },
  changes: { GET: { summary: 'What changes, as it does', query: ['run', 'since'], gives: 'text/event-stream' } },
  chatClicks: { POST: { summary: 'A click in the chat, signed by it', gives: 'text/plain' } },
  webhook: {
    POST: {
      summary: 'What another service tells, signed by it',
      gives: z.object({ kept: z.enum(['first', 'repeated']) }),
      status: 202,
    },
  },
  metrics: { GET: { summary: 'Shipchart itself, as a scraper reads it', gives: 'text/plain' } },
  health: { GET: { summary: 'Whether the server lives', gives: z.object({ ok: z.boolean(), version: z.string() }) } },
};
