import type { Waiting } from '../../engine/progress.ts';
import type { Json } from '../../lib/json.ts';
import { plain, recordOf } from '../../verdict/log/record.ts';
import { verdict } from '../../verdict/verdict.ts';
import type { StepContext } from '../step.ts';
import type { MonitorSettings } from './declaration.ts';
import { figuresOf } from './figures.ts';
import type { Memo } from './memo.ts';

/** The judge is told what happened once a second: a router has no event for "a second of traffic". */
const TICK_MS = 1_000;

export function wait(context: StepContext<MonitorSettings>, memo: Memo): Waiting {
  const answer = verdict(memo.state);
  const [headline = `watching ${context.settings.of}`] = answer.evidence.words;
  return {
    kind: 'waiting',
    message: memo.forecast === undefined ? headline : `${headline} ${memo.forecast}`,
    wakeAt: context.now + TICK_MS,
    memo: memo as unknown as Json,
    figures: figuresOf(context, memo, answer),
    course: plain(recordOf(answer, memo.totals, memo.course).course),
  };
}
