import type { Colour } from '../../ports/release.ts';
import type { Counters } from '../../ports/router.ts';
import { NOTHING, type Since, type Totals } from './memory.ts';
import type { ServerCounts } from './servers.ts';

/** What a colour has counted in all since HAProxy started. */
export function totalsOf(all: readonly ServerCounts[], colour: Colour): Totals {
  const sum = { ...NOTHING };
  for (const { statuses, unanswered } of all.filter((counts) => counts.colour === colour)) {
    for (const name of ['1xx', '2xx', '3xx', '4xx', '5xx', 'other'] as const) sum[name] += statuses[name];
    sum.unanswered += unanswered;
  }
  return sum;
}

/** Counts from now on where others stand in the colour, or where HAProxy itself began anew. */
export function sinceNow(since: Since, who: string, totals: Totals): Since {
  const names = Object.keys(totals) as (keyof Totals)[];
  const beganAnew = names.some((name) => totals[name] < since.base[name]);
  if (since.who === who && !beganAnew) return since;
  return { who, epoch: since.epoch + 1, base: since.who === who ? NOTHING : totals };
}

/** HAProxy keeps no histogram of its answers' times, so there is none here. @param now milliseconds since 1970 */
export function countersOf(
  { epoch, base }: Since,
  totals: Totals,
  lastSeconds: number | undefined,
  now: number,
): Counters {
  const of = (name: keyof Totals) => totals[name] - base[name];
  const statuses = {
    '1xx': of('1xx'),
    '2xx': of('2xx'),
    '3xx': of('3xx'),
    '4xx': of('4xx'),
    '5xx': of('5xx'),
    none: of('unanswered') + of('other'),
  };
  const requests = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  return {
    epoch: String(epoch),
    requests,
    errors: statuses['5xx'] + statuses.none,
    statuses,
    ...(requests === 0 || lastSeconds === undefined ? {} : { lastAnswerAt: now - lastSeconds * 1_000 }),
  };
}
