import type { Evidence } from '../../engine/evidence.ts';
import type { Json } from '../../lib/json.ts';
import { addToCourse, pointOf } from '../../verdict/course.ts';
import { addTotals, plain, recordOf } from '../../verdict/log/record.ts';
import { tick } from '../../verdict/tick.ts';
import type { Answer } from '../../verdict/verdict.ts';
import type { StepContext } from '../step.ts';
import { countSince } from './count.ts';
import { keepTick } from './keep-log.ts';
import type { Watch } from './watch.ts';

/** One look: what happened since the last one is kept, then judged. */
export async function lookOnce<Memo extends Watch>(context: StepContext, watch: Memo): Promise<Memo> {
  const { counts, ...read } = await countSince(context, watch);
  const log = await keepTick(context, counts, watch.log);
  const state = tick(watch.state, counts);
  const totals = addTotals(watch.totals, counts);
  return { ...watch, ...read, state, log, totals, course: addToCourse(watch.course, pointOf(state)) };
}

/** The one record behind what was decided, as everyone is told of it. */
export function evidenceOf({ totals, course, log }: Watch, answer: Answer): Evidence {
  const { course: points, ...record } = recordOf(answer, totals, course);
  return { ...record, course: points as unknown as Json, log };
}

/** How the evidence goes so far, for a plot. */
export function courseOf({ totals, course }: Watch, answer: Answer): Json {
  return plain(recordOf(answer, totals, course).course);
}
