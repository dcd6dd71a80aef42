import { addCounts } from '../../../verdict/buckets.ts';
import type { HistoryTick } from '../../../verdict/history.ts';
import type { Problem } from '../../../lib/problem.ts';

/** A history, with the upper edges of its latency buckets where it has any; or everything that is wrong with it. */
export type HistoryRead = { history: HistoryTick[]; edgesMs?: readonly number[] } | { problems: Problem[] };

export function wrong(line: number, message: string, hint: string): Problem {
  return { line, column: 1, rule: 'history', severity: 'error', message, hint };
}

interface Row {
  atMs: number;
  id: string;
  requests: number;
  errors: number;
  latency?: readonly number[];
}

/** Rows of any order as ticks, oldest first. */
export function ticksOf(rows: readonly Row[]): HistoryTick[] {
  const ticks = new Map<number, Map<string, Row>>();
  for (const row of rows) {
    const tick = ticks.get(row.atMs) ?? new Map<string, Row>();
    ticks.set(row.atMs, tick);
    const before = tick.get(row.id);
    tick.set(row.id, {
      ...row,
      requests: row.requests + (before?.requests ?? 0),
      errors: row.errors + (before?.errors ?? 0),
      ...(row.latency ? { latency: addCounts(row.latency, before?.latency ?? []) } : {}),
    });
  }
  return [...ticks]
    .sort(([one], [other]) => one - other)
    .map(([atMs, tick]) => ({
      atMs,
      instances: [...tick.values()].map(({ atMs: _, ...counts }) => counts),
    }));
}

/** Milliseconds since 1970 of a date, of seconds or of milliseconds; undefined where it is no time. */
export function timeOf(text: string): number | undefined {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(number)) return number >= FIRST_MODERN_MS ? number : number * 1_000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date;
}

const FIRST_MODERN_MS = 1e11;
const LONGEST_STEP_MS = 60_000;
const LEAST_HISTORY_MS = 3_600_000;

/** What makes a history useless for a trial, each with a way out. */
export function uselessness(history: readonly HistoryTick[]): Problem[] {
  const [first, last] = [history[0], history.at(-1)];
  if (!first || !last) return [wrong(1, 'The history is empty.', 'Ask for a time in which there was traffic.')];
  const ids = new Set(history.flatMap(({ instances }) => instances.map(({ id }) => id)));
  const requests = history.reduce(
    (sum, { instances }) => sum + instances.reduce((all, each) => all + each.requests, 0),
    0,
  );
  const steps = history
    .slice(1)
    .map(({ atMs }, i) => atMs - (history[i]?.atMs ?? 0))
    .sort((a, b) => a - b);
  const step = steps[Math.floor(steps.length / 2)] ?? 0;
  return [
    ...(ids.size < 2
      ? [
          wrong(
            1,
            `There is one instance (${[...ids].join('')}): a placebo needs others to be compared with.`,
            'Ask by instance, not for the sum of all.',
          ),
        ]
      : []),
    ...(requests === 0
      ? [wrong(1, 'There is not one request in it: errors have no denominator.', 'Look at the query of the requests.')]
      : []),
    ...(step > LONGEST_STEP_MS
      ? [
          wrong(
            1,
            `It has one value in ${step / 1_000} s, which is too coarse to judge by.`,
            'Ask with a step of at most 60 s.',
          ),
        ]
      : []),
    ...(last.atMs - first.atMs < LEAST_HISTORY_MS
      ? [
          wrong(
            1,
            `It spans ${Math.round((last.atMs - first.atMs) / 60_000)} min.`,
            'Give at least an hour, better a day.',
          ),
        ]
      : []),
  ];
}
