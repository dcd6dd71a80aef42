import type { Json } from '../../lib/json.ts';
import { NO_TOTALS, addTotals, plain, recordOf, type VerdictRecord } from './record.ts';
import { runOn } from './run-through.ts';
import type { LogRead } from './tick-log.ts';

export interface Replayed {
  record: VerdictRecord;
  /** The first place where it is not what was recorded; undefined where every bit is the same. */
  difference?: Difference;
}

export interface Difference {
  place: string;
  recorded: Json | undefined;
  replayed: Json | undefined;
}

/** Judges a log again and compares with what was recorded, number by number. */
export function replay({ start, ticks }: LogRead, recorded: unknown): Replayed {
  const { answer, course, judged } = runOn(start, ticks);
  const totals = ticks.slice(0, judged).reduce(addTotals, NO_TOTALS);
  const record = recordOf(answer, totals, course);
  const difference = firstDifference(plain(recorded), plain(record), '');
  return difference ? { record, difference } : { record };
}

/** Only what was recorded is compared: a later version may know more. */
function firstDifference(
  recorded: Json | undefined,
  replayed: Json | undefined,
  place: string,
): Difference | undefined {
  if (Object.is(recorded, replayed)) return undefined;
  if (typeof recorded !== 'object' || recorded === null || typeof replayed !== 'object' || replayed === null)
    return { place: place || 'the record', recorded, replayed };
  for (const key of Object.keys(recorded)) {
    const inner = (from: Json) => (from as Record<string, Json>)[key];
    const found = firstDifference(inner(recorded), inner(replayed), place === '' ? key : `${place}.${key}`);
    if (found) return found;
  }
  return Array.isArray(recorded) && (replayed as Json[]).length !== recorded.length
    ? { place: `${place}.length`, recorded: recorded.length, replayed: (replayed as Json[]).length }
    : undefined;
}
