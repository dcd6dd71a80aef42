import type { Progress } from '../../engine/progress.ts';
import type { Evidence } from '../../engine/evidence.ts';
import { verdict, type Answer } from '../../verdict/verdict.ts';
import type { StepContext } from '../step.ts';
import { keepState } from '../watching/earlier-judgement.ts';
import { evidenceOf, lookOnce } from '../watching/look.ts';
import type { MonitorSettings } from './declaration.ts';
import { figuresOf } from './figures.ts';
import { withForecast } from './forecast.ts';
import { askOperators, heldBack, heldDead } from './hold.ts';
import type { Memo } from './memo.ts';
import { raiseWeight, withRaise } from './raise-weight.ts';
import { wait } from './wait.ts';

/** Looks, and ends with a verdict; on the way there it may raise the weight or ask people. */
export async function look(context: StepContext<MonitorSettings>): Promise<Progress> {
  const memo = context.memo as unknown as Memo;
  if (memo.heldUntil !== undefined) return answered(context, memo);
  if (memo.raiseTo !== undefined) return raiseWeight(context, memo, memo.raiseTo);
  const next = await lookOnce(context, memo);
  const answer = verdict(next.state);
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
  return {
    kind: 'ended',
    outcome,
    reason: said?.sentence ?? answer.evidence.words[0] ?? outcome,
    output: await keepState(context, memo),
    evidence: [evidenceOf(memo, answer), ...(said ? [said] : [])],
    figures: figuresOf(context, memo, answer),
  };
}
