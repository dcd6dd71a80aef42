import type { StepHistory } from '../../api/shapes.ts';
import type { RunEvent } from '../../engine/event.ts';
import { flatNumbers } from '../../lib/flat-numbers.ts';

interface Logged {
  at: number;
  event: RunEvent;
}

/** What a step tried and how each try ended, and its numbers as they went. `events` are those of the step, oldest first. */
export function tellStep(events: readonly Logged[]): StepHistory {
  const attempts: StepHistory['attempts'] = [];
  const series: StepHistory['series'] = [];
  let attempt = 1;
  let visit = 0;
  for (const { at, event } of events) {
    if (event.type !== 'progressed') continue;
    if (event.visit !== visit) attempt = 1;
    visit = event.visit;
    const { progress } = event;
    if (progress.kind !== 'broke' && progress.figures !== undefined)
      series.push({ at, visit, numbers: flatNumbers(progress.figures) });
    if (progress.kind === 'ended') {
      const { outcome, reason } = progress;
      attempts.push({ visit, attempt, endedAt: at, outcome, ...(reason === undefined ? {} : { reason }) });
    }
    if (progress.kind === 'broke') {
      attempts.push({ visit, attempt, endedAt: at, reason: `${progress.message} ${progress.hint}`.trim() });
      attempt += 1;
    }
  }
  return { attempts, series };
}
