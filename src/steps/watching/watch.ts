import type { Counted } from '../../ports/metrics.ts';
import type { Colour } from '../../ports/release.ts';
import type { Course } from '../../verdict/course.ts';
import type { Totals } from '../../verdict/log/record.ts';
import type { Chain } from '../../verdict/log/tick-log.ts';
import type { VerdictState } from '../../verdict/state.ts';

/** What a step that watches a release knows between two looks. Plain JSON. */
export interface Watch {
  canary: Colour;
  release: string;
  state: VerdictState;
  /** The counters at the last look that brought any. */
  counters?: Readonly<Record<Colour, Counted>>;
  /** Up to when the source had counted then, where it lags. */
  untilMs?: number;
  /** Requests per second of both sides in the minutes before, where the source remembers. */
  usualPerSecond?: number;
  totals: Totals;
  course: Course;
  log: Chain;
}

/** The judge is told what happened once a second: a router has no event for "a second of traffic". */
export const TICK_MS = 1_000;
