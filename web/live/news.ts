import type { RunView, StepView } from '../../src/api/shapes.ts';
import { labelLines, sayRun, sayStatus } from './standing.ts';

/** What a person should hear of the way from one state of a run to the next: steps that ended or now wait, and the run's end. */
export function newsBetween(before: RunView, after: RunView): string {
  const earlier = new Map(before.steps.map((step) => [step.node, step]));
  const steps = after.steps.filter((step) => isNews(earlier.get(step.node), step)).map(sayStep);
  const end = before.phase !== 'ended' && after.phase === 'ended' ? [`The run ended: ${sayRun(after)}.`] : [];
  return [...steps, ...end].join(' ');
}

function isNews(before: StepView | undefined, after: StepView): boolean {
  if (before?.status === after.status && before.visit === after.visit) return false;
  return after.status !== 'idle' && after.status !== 'queued' && after.status !== 'running';
}

function sayStep(step: StepView): string {
  const { name } = labelLines(step.label);
  return step.status === 'waiting' ? `${name} waits.` : `${name}: ${sayStatus(step)}.`;
}
