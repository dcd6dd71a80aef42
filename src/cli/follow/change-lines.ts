import type { RunView, StepView } from '../../api/shapes.ts';
import { GLYPHS } from '../glyphs.ts';
import { sayClock, sayStep, sayTook, sayWhy } from '../say.ts';
import type { Paint } from '../terminal/terminal.ts';

interface Happened {
  at: number;
  line: string;
}

/**
 * What happened between two states of a run as lines in the order of time, for where nothing can be drawn again. A step that started and
 * ended in between is told once. Messages of a step that runs change too often to be told; those of one that waits are.
 * @param before undefined for the first state that is seen
 */
export function changeLines(before: RunView | undefined, after: RunView, now: number, paint: Paint): string[] {
  const stoodBefore = new Map(before?.steps.map((step) => [step.node, standing(step)]));
  return after.steps
    .filter(
      (step) => step.kind !== 'passive' && step.status !== 'idle' && stoodBefore.get(step.node) !== standing(step),
    )
    .map((step) => tell(step, now, paint))
    .sort((one, other) => one.at - other.at)
    .map(({ line }) => line);
}

function standing(step: StepView): string {
  const told = step.status === 'running' ? '' : (step.message ?? '');
  return [step.status, step.visit, step.attempt, step.outcome ?? '', told].join('\n');
}

function tell(step: StepView, now: number, paint: Paint): Happened {
  const { sign, look } = GLYPHS[step.status];
  const at = (step.state === 'ended' ? step.endedAt : step.startedAt) ?? now;
  const took = step.state === 'ended' ? sayTook(step, now) : '';
  const what = [sayStep(step) || 'starts', took === '' ? '' : `in ${took}`].filter((part) => part !== '').join(' ');
  const again = step.visit > 1 || step.attempt > 1 ? ` (visit ${step.visit}, try ${step.attempt})` : '';
  const why = step.status === 'running' ? '' : sayWhy(step);
  return {
    at,
    line: `${sayClock(at)}  ${paint(look, sign)} ${step.node} ${what}${again}${why === '' ? '' : `: ${why}`}`,
  };
}
