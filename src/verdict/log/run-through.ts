import type { Calibration } from '../calibration.ts';
import type { Counts } from '../counts.ts';
import { addToCourse, type Course, pointOf, startCourse } from '../course.ts';
import type { SettingsGiven } from '../settings.ts';
import { startVerdict } from '../start.ts';
import type { VerdictState } from '../state.ts';
import { tick } from '../tick.ts';
import { type Answer, verdict } from '../verdict.ts';

export interface RunThrough {
  state: VerdictState;
  answer: Answer;
  course: Course;
  /** Ticks that were judged, the deciding one included. */
  judged: number;
}

/** Judges stored ticks as they would have been judged one by one. */
export function runThrough(
  calibration: Calibration,
  settings: SettingsGiven,
  ticks: Iterable<Counts>,
  startedAtMs?: number,
): RunThrough {
  return runOn(startVerdict(calibration, settings, startedAtMs), ticks);
}

/** The same from a judgement under way. */
export function runOn(from: VerdictState, ticks: Iterable<Counts>): RunThrough {
  let state = from;
  let course = startCourse();
  let judged = 0;
  for (const counts of ticks) {
    state = tick(state, counts);
    course = addToCourse(course, pointOf(state));
    judged++;
    if (state.decision) break;
  }
  return { state, answer: verdict(state), course, judged };
}
