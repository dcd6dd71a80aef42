import type { Json, JsonObject } from '../../lib/json.ts';
import type { Counts } from '../counts.ts';
import { type Course, type CoursePoint, pointsOf } from '../course.ts';
import type { Answer } from '../verdict.ts';

/** Requests and errors of both sides since the start. */
export interface Totals {
  canary: { requests: number; errors: number };
  baseline: { requests: number; errors: number };
}

export const NO_TOTALS: Totals = { canary: { requests: 0, errors: 0 }, baseline: { requests: 0, errors: 0 } };

export function addTotals({ canary, baseline }: Totals, { green, blue }: Counts): Totals {
  return {
    canary: { requests: canary.requests + green.requests, errors: canary.errors + green.errors },
    baseline: { requests: baseline.requests + blue.requests, errors: baseline.errors + blue.errors },
  };
}

/** The record behind a verdict, as it is stored: the same for page, chat, incident, command line and audit. */
export interface VerdictRecord {
  metric: string;
  sentence: string;
  decision: string;
  facts: JsonObject;
  course: { points: CoursePoint[]; harm: number; healthy: number };
}

export function recordOf({ evidence }: Answer, totals: Totals, course: Course): VerdictRecord {
  const { words, decision, metric, ...facts } = evidence;
  const numbers = { ...facts, canary: withRate(totals.canary), baseline: withRate(totals.baseline) };
  return {
    metric,
    sentence: words.join(' '),
    decision,
    facts: plain({ ...numbers, comparedWith: facts.baseline }) as JsonObject,
    course: { points: pointsOf(course), harm: facts.harm.boundary, healthy: facts.healthy.boundary },
  };
}

function withRate({ requests, errors }: Totals['canary']): JsonObject {
  return { requests, errors, rate: requests === 0 ? null : errors / requests };
}

/** Through JSON, so that what JSON can't hold (an infinite logarithm) becomes null here and not somewhere later. */
export function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
