import { z } from 'zod';
import type { Problem } from '../../../lib/problem.ts';
import { histogramOf } from '../../../verdict/log/buckets-given.ts';
import { edges, latency } from '../../../verdict/log/counts-line.ts';
import { readLines } from '../../../verdict/log/read-lines.ts';
import { type HistoryRead, ticksOf, timeOf, wrong } from './history-read.ts';

const COUNT = 'must be a number of at least 0';
const count = z.number(COUNT).min(0, COUNT);
const instance = z.strictObject({
  id: z.string('must be a name'),
  requests: count,
  errors: count,
  latency: latency.optional(),
});
const tick = z.strictObject(
  { t: z.number('must be a time: seconds, or milliseconds since 1970'), instances: z.array(instance) },
  'must be { t, instances: [{ id, requests, errors, latency? }] }',
);

/** One tick a line, by instance. The first line may hold `{ edgesMs }`, the buckets of all histograms. */
export function readTicks(text: string): HistoryRead {
  const { head, ticks, problems } = readLines(text, { head: z.looseObject({ edgesMs: edges.optional() }), tick });
  if (problems.length > 0) return { problems };
  let buckets: readonly number[] | undefined = head?.edgesMs;
  const mistakes: Problem[] = [];
  const rows = ticks.flatMap(({ line, value: { t, instances } }) =>
    instances.map(({ latency: given, ...each }) => {
      const row = { ...each, atMs: timeOf(String(t)) ?? 0 };
      if (given === undefined) return row;
      const histogram = histogramOf(given, buckets);
      if (typeof histogram === 'string') mistakes.push(wrong(line, `latency ${histogram}.`, AS_IN_SIMULATE));
      else if (buckets && String(buckets) !== String(histogram.edgesMs))
        mistakes.push(wrong(line, 'latency has other buckets than the lines before.', AS_IN_SIMULATE));
      else {
        buckets = histogram.edgesMs;
        return { ...row, latency: histogram.counts };
      }
      return row;
    }),
  );
  if (mistakes.length > 0) return { problems: mistakes };
  return { history: ticksOf(rows), ...(buckets ? { edgesMs: buckets } : {}) };
}

const AS_IN_SIMULATE = 'Histograms are written as for `verdict simulate`: docs/verdict.md.';
