import { z } from 'zod';
import { readLines } from '../../../verdict/log/read-lines.ts';
import { type HistoryRead, ticksOf, timeOf } from './history-read.ts';

const COUNT = 'must be a number of at least 0';
const count = z.number(COUNT).min(0, COUNT);
const tick = z.strictObject(
  {
    t: z.number('must be a time: seconds, or milliseconds since 1970'),
    instances: z.array(z.strictObject({ id: z.string('must be a name'), requests: count, errors: count })),
  },
  'must be { t, instances: [{ id, requests, errors }] }',
);

/** One tick a line, by instance. */
export function readTicks(text: string): HistoryRead {
  const { ticks, problems } = readLines(text, { head: z.looseObject({}), tick });
  if (problems.length > 0) return { problems };
  const rows = ticks.flatMap(({ value: { t, instances } }) =>
    instances.map((each) => ({ ...each, atMs: timeOf(String(t)) ?? 0 })),
  );
  return { history: ticksOf(rows) };
}
