import { sayDuration } from '../../src/lib/duration.ts';
import type { RunSummary, StepView } from '../../src/api/shapes.ts';

export type Status = StepView['status'];

const STATUS_WORDS: Readonly<Record<Status, string>> = {
  idle: 'not reached',
  queued: 'queued',
  running: 'running',
  waiting: 'waiting',
  passed: 'passed',
  failed: 'failed',
  stopped: 'stopped',
};

/** How a step stands, in a word: its outcome once it has one. */
export function sayStatus(step: StepView): string {
  if (step.couldNotRun) return 'could not run';
  return step.outcome ?? STATUS_WORDS[step.status];
}

/** A run is coloured by the same words as its steps. */
export function statusOfRun(run: RunSummary): Status {
  if (run.phase !== 'ended') return run.waitsForPeople.length > 0 ? 'waiting' : 'running';
  switch (run.ending) {
    case 'delivered':
    case 'checked':
      return 'passed';
    case 'cancelled':
    case 'superseded':
      return 'stopped';
    default:
      return 'failed';
  }
}

/** How a run stands, in a few words. */
export function sayRun(run: RunSummary): string {
  if (run.phase === 'ended') return run.ending ?? 'ended';
  if (run.waitsForPeople.length > 0) return 'waits for a person';
  return run.phase === 'settling' ? 'settling' : 'running';
}

/** Milliseconds from start to end, or until `now`; undefined before the start. Two clocks may disagree: never below zero. */
export function msOf(
  took: { startedAt?: number | undefined; endedAt?: number | undefined },
  now: number,
): number | undefined {
  if (took.startedAt === undefined) return undefined;
  return Math.max(0, (took.endedAt ?? now) - took.startedAt);
}

/** A time that still runs: whole seconds, so that it ticks instead of flickering. */
export function sayTicking(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return seconds < 60 ? `${seconds} s` : sayDuration(seconds * 1_000);
}

/** How long a step took or has been running; empty where nothing took any time. */
export function sayTook(step: StepView, now: number): string {
  const ms = msOf(step, now);
  if (ms === undefined) return '';
  if (step.endedAt === undefined) return sayTicking(ms);
  return ms < 50 ? '' : sayDuration(ms);
}

/** `just now`, `4 min ago`, `3 h ago`, `12 d ago`. */
export function sayAgo(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} d ago`;
}

/** The first line of a label, and what stands under it. */
export function labelLines(label: string): { name: string; detail: string } {
  const [name = label, ...rest] = label.split(/\\n|\n/).map((line) => line.trim());
  return { name, detail: rest.join(' ') };
}

/** A commit as people say it. */
export function shortCommit(id: string): string {
  return id.slice(0, 7);
}
