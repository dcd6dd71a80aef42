import type { RunSummary, StepView } from '../api/shapes.ts';
import type { Look } from './terminal/terminal.ts';

export type Status = StepView['status'];

/** One sign a status, each one column wide in every terminal: none of them is ever drawn as an emoji. */
export const GLYPHS: Readonly<Record<Status, { sign: string; look: Look }>> = {
  idle: { sign: '·', look: 'gray' },
  queued: { sign: '○', look: 'yellow' },
  running: { sign: '▸', look: 'cyan' },
  waiting: { sign: '?', look: 'magenta' },
  passed: { sign: '✓', look: 'green' },
  failed: { sign: '✗', look: 'red' },
  stopped: { sign: '-', look: 'gray' },
};

const OF_ENDING: Readonly<Record<string, Status>> = {
  delivered: 'passed',
  checked: 'passed',
  cancelled: 'stopped',
  superseded: 'stopped',
};

/** A run is shown by the same signs as its steps. */
export function statusOfRun(run: RunSummary): Status {
  if (run.phase !== 'ended') return run.waitsForPeople.length > 0 ? 'waiting' : 'running';
  return OF_ENDING[run.ending ?? ''] ?? 'failed';
}
