import { z } from 'zod';
import type { Problem } from '../../../lib/problem.ts';
import { wrong } from './history-read.ts';

/** The answer of a range query, as the common metrics servers give it. */
const answer = z.union([
  z.object({ status: z.literal('error'), error: z.string().optional() }),
  z.object({
    status: z.literal('success').optional(),
    data: z.object({ resultType: z.string(), result: z.array(z.unknown()) }),
  }),
]);
const series = z.object({
  metric: z.record(z.string(), z.string()),
  values: z.array(z.tuple([z.number(), z.union([z.string(), z.number()])])),
});
export type Series = z.infer<typeof series>;

/** The series of a range query's answer, or what came back instead. */
export function readSeries(text: string, option: string): { series: Series[] } | { problems: Problem[] } {
  const refuse = (message: string, hint: string) => ({ problems: [wrong(1, `${option}: ${message}`, hint)] });
  const json = parse(text);
  const read = answer.safeParse(json);
  if (!read.success) {
    const shown = text.trim().slice(0, SHOWN_CHARACTERS) || 'nothing';
    return refuse(
      `this is no answer of a range query; what came back begins: ${shown}`,
      'Save the whole answer of /api/v1/query_range.',
    );
  }
  if (!('data' in read.data))
    return refuse(
      `the query failed: ${read.data.error ?? 'no reason given'}`,
      'Mend the query, and save its answer again.',
    );
  const { resultType, result } = read.data.data;
  if (resultType !== 'matrix')
    return refuse(
      `the query gave a ${resultType}, not a matrix.`,
      'Ask for a range of time (query_range with start, end and step).',
    );
  if (result.length === 0)
    return refuse(
      'the query returned nothing: no series at all.',
      'Look at its labels and its time; a query that finds nothing guards nothing.',
    );
  const found = z.array(series).safeParse(result);
  if (!found.success)
    return refuse('a series has no values.', 'Histograms and strings can’t be judged: ask for counters.');
  const bad = found.data
    .flatMap(({ values }) => values)
    .find(([, value]) => !(Number(value) >= 0 && Number(value) < Infinity));
  if (bad)
    return refuse(
      `it holds the value ${String(bad[1])}.`,
      'Counts are numbers of at least 0: ask for the counts themselves, not for a ratio of them.',
    );
  return { series: found.data };
}

/** What happened in each step, by instance. Series of one instance (its routes, say) add up. */
export function incrementsOf(list: readonly Series[], by: string, counted: Counted): Map<string, Map<number, number>> {
  const all = new Map<string, Map<number, number>>();
  for (const { metric, values } of list) {
    const id = metric[by] ?? '';
    const ticks = all.get(id) ?? new Map<number, number>();
    all.set(id, ticks);
    const points = values.map(([seconds, value]) => [Math.round(seconds * 1_000), Number(value)] as const);
    for (const [atMs, count] of counted === 'since the start' ? differences(points) : points)
      ticks.set(atMs, (ticks.get(atMs) ?? 0) + count);
  }
  return all;
}

type Point = readonly [atMs: number, value: number];
export type Counted = 'since the start' | 'by the step';

/**
 * A counter hardly ever falls (only when its process starts anew); increments rise and fall all the time. Series that never move say nothing:
 * undefined.
 */
export function countedAs(list: readonly Series[]): Counted | undefined {
  let [falls, rises, points] = [0, 0, 0];
  for (const { values } of list) {
    points += values.length;
    for (let i = 1; i < values.length; i++) {
      const step = Number(values[i]?.[1]) - Number(values[i - 1]?.[1]);
      if (step < 0) falls++;
      if (step > 0) rises++;
    }
  }
  if (falls + rises === 0) return undefined;
  return rises > 0 && falls * COUNTER_FALLS_ONE_IN < points ? 'since the start' : 'by the step';
}

function differences(points: readonly Point[]): Point[] {
  return points.slice(1).map(([atMs, value], i): Point => {
    const before = points[i]?.[1] ?? 0;
    return [atMs, value >= before ? value - before : value];
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const COUNTER_FALLS_ONE_IN = 50;
const SHOWN_CHARACTERS = 80;
