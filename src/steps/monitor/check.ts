import type { Progress } from '../../engine/progress.ts';
import type { Evidence } from '../../engine/evidence.ts';
import type { Json } from '../../lib/json.ts';
import { addToCourse, pointOf } from '../../verdict/course.ts';
import { addTotals, recordOf } from '../../verdict/log/record.ts';
import { tick } from '../../verdict/tick.ts';
import { verdict, type Answer } from '../../verdict/verdict.ts';
import type { StepContext } from '../step.ts';
import { countSince } from './count.ts';
import type { MonitorSettings } from './declaration.ts';
import { keepState } from './earlier-monitor.ts';
import { figuresOf } from './figures.ts';
import { withForecast } from './forecast.ts';
import { askOperators, heldBack, heldDead } from './hold.ts';
import { keepTick } from './keep-log.ts';
import type { Memo } from './memo.ts';
import { raiseWeight, withRaise } from './raise-weight.ts';
import { wait } from './wait.ts';

/** One look: what happened since the last one is kept, then judged. */
export async function look(context: StepContext<MonitorSettings>): Promise<Progress> {
  const memo = context.memo as unknown as Memo;
  if (memo.heldUntil !== undefined) return answered(context, memo);
  if (memo.raiseTo !== undefined) return raiseWeight(context, memo, memo.raiseTo);
  const { counts, ...read } = await countSince(context, memo);
  const log = await keepTick(context, counts, memo.log);
  const state = tick(memo.state, counts);
  const next: Memo = {
    ...memo,
    ...read,
    state,
    log,
    totals: addTotals(memo.totals, counts),
    course: addToCourse(memo.course, pointOf(state)),
  };
  const answer = verdict(state);
  if (answer.verdict === undefined) return wait(context, withRaise(withForecast(context, next)));
  for (const line of answer.evidence.words) context.log(line);
  if (answer.verdict === 'inconclusive' && asksFirst(context)) return askOperators(context, next);
  return conclude(context, next, answer, answer.verdict);
}

function asksFirst({ settings, drawn }: StepContext<MonitorSettings>): boolean {
  return settings['when-inconclusive'] === 'hold' && !drawn.includes('inconclusive');
}

/** Someone answered, or nobody did in time: only a person's word leads onward from `inconclusive`. */
async function answered(context: StepContext<MonitorSettings>, memo: Memo): Promise<Progress> {
  const held = (await heldDead(context, memo)) ?? heldBack(context, memo);
  if (held.state === 'waits') return askOperators(context, memo);
  context.log(held.reason);
  const { metric, state, reason, by } = held;
  const said: Evidence = { metric, sentence: reason, decision: state, facts: by === undefined ? {} : { by } };
  return conclude(context, memo, verdict(memo.state), OUTCOMES[state], said);
}

const OUTCOMES = {
  'let pass': 'healthy',
  'sent back': 'inconclusive',
  'timed out': 'inconclusive',
  anomaly: 'anomaly',
} as const;

async function conclude(
  context: StepContext<MonitorSettings>,
  memo: Memo,
  answer: Answer,
  outcome: string,
  said?: Evidence,
): Promise<Progress> {
  const { course, ...record } = recordOf(answer, memo.totals, memo.course);
  return {
    kind: 'ended',
    outcome,
    reason: said?.sentence ?? answer.evidence.words[0] ?? outcome,
    output: await keepState(context, memo),
    evidence: [{ ...record, course: course as unknown as Json, log: memo.log }, ...(said ? [said] : [])],
    figures: figuresOf(context, memo, answer),
  };
}
