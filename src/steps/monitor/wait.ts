import type { Waiting } from '../../engine/progress.ts';
import type { Json } from '../../lib/json.ts';
import { verdict } from '../../verdict/verdict.ts';
import type { StepContext } from '../step.ts';
import { courseOf } from '../watching/look.ts';
import { TICK_MS } from '../watching/watch.ts';
import type { MonitorSettings } from './declaration.ts';
import { figuresOf } from './figures.ts';
import type { Memo } from './memo.ts';

export function wait(context: StepContext<MonitorSettings>, memo: Memo): Waiting {
  const answer = verdict(memo.state);
  const [headline = `watching ${context.settings.of}`] = answer.evidence.words;
  return {
    kind: 'waiting',
    message: memo.forecast === undefined ? headline : `${headline} ${memo.forecast}`,
    wakeAt: context.now + TICK_MS,
    memo: memo as unknown as Json,
    figures: figuresOf(context, memo, answer),
    course: courseOf(memo, answer),
  };
}
