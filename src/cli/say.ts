import type { RunSummary, StepView } from '../api/shapes.ts';
import { sayDuration } from '../lib/duration.ts';
import { cleanText } from './terminal/clean-text.ts';

const SHORT_COMMIT_CHARACTERS = 7;
/** Less is not worth a figure: a step that had nothing to do. */
const WORTH_SAYING_MS = 50;

export function shortCommit(id: string): string {
  return cleanText(id).slice(0, SHORT_COMMIT_CHARACTERS);
}

/** How long it took, or has been running; in whole seconds while it runs, so that it ticks instead of flickering. Empty before the start. */
export function sayTook(took: { startedAt?: number | undefined; endedAt?: number | undefined }, now: number): string {
  if (took.startedAt === undefined) return '';
  // Two clocks may disagree.
  const ms = Math.max(0, (took.endedAt ?? now) - took.startedAt);
  if (took.endedAt === undefined) return ms < 60_000 ? `${Math.floor(ms / 1_000)} s` : sayDuration(ms);
  return ms < WORTH_SAYING_MS ? '' : sayDuration(ms);
}

export function sayAgo(at: number, now: number): string {
  return now - at < 1_000 ? 'just now' : `${sayDuration(Math.max(0, now - at))} ago`;
}

/** How a run stands, in a word or two. */
export function sayRun(run: RunSummary): string {
  if (run.phase === 'ended') return cleanText(run.ending ?? 'ended');
  if (run.waitsForPeople.length > 0) return 'waits for you';
  return run.phase;
}

/** How a step stands, in a word: its outcome once it has one. */
export function sayStep(step: StepView): string {
  if (step.couldNotRun) return 'could not run';
  if (step.outcome !== undefined) return cleanText(step.outcome);
  if (step.status === 'waiting') return 'waits for a person';
  if (step.status === 'queued') return 'queued';
  return step.status === 'stopped' ? 'stopped' : '';
}

/** Why, or what now: a sentence from the step itself; empty where it has none. */
export function sayWhy(step: StepView): string {
  return cleanText((step.state === 'ended' ? step.reason : step.message) ?? '');
}

/** `14:03:59`, as a clock on the wall here shows it. */
export function sayClock(at: number): string {
  return new Date(at).toTimeString().slice(0, 'hh:mm:ss'.length);
}

/** The first line of a label; the rest says by what means. Empty where the node is its own label. */
export function sayLabel({ label, node }: StepView): string {
  const name = cleanText(label.split(/\\n|\n/)[0] ?? '');
  return name === node ? '' : name;
}
