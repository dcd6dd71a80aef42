import type { Counted } from '../../ports/metrics.ts';
import type { Colour } from '../../ports/release.ts';
import type { Course } from '../../verdict/course.ts';
import type { Totals } from '../../verdict/log/record.ts';
import type { Chain } from '../../verdict/log/tick-log.ts';
import type { VerdictState } from '../../verdict/state.ts';

/** What a monitor knows between two looks. */
export interface Memo {
  canary: Colour;
  release: string;
  state: VerdictState;
  /** The counters at the last look that brought any. */
  counters?: Readonly<Record<Colour, Counted>>;
  /** Up to when the source had counted then, where it lags. */
  untilMs?: number;
  totals: Totals;
  course: Course;
  log: Chain;
  /** How long a verdict will take, and what would shorten it; once there was traffic to tell by. */
  forecast?: string;
  /** The share in percent that the evidence allows, to be set with the next look. */
  raiseTo?: number;
  /** The verdict was inconclusive, and the operators are asked. */
  heldUntil?: number;
}
