import type { StepEffect } from '../engine/effect.ts';
import type { Job } from '../store/jobs.ts';
import { advanceWith, type Shell } from './shell.ts';
import { halt, perform } from './perform.ts';
import { retire, settle } from './settle.ts';
import { rollBack } from './roll-back.ts';
import { alarm, tell } from './tell.ts';
import { tidy } from './tidy.ts';

/** Performs durable jobs: takes an effect, does it, and advances the run with what happened. Every branch may be repeated after a crash. */
export function createWorker(shell: Shell): (job: Job, signal: AbortSignal) => Promise<void> {
  return async (job, signal) => {
    const { runId, effect } = job;
    switch (effect.type) {
      case 'deliver':
        return advanceWith(shell, runId, effect.event, job);
      case 'retire':
        return retire(shell, effect);
      case 'roll-back':
        return rollBack(shell, effect, signal);
      default:
        return performEffect(shell, job, effect, signal);
    }
  };
}

async function performEffect(shell: Shell, job: Job, effect: StepEffect, signal: AbortSignal): Promise<void> {
  const { runId } = job;
  switch (effect.type) {
    case 'perform':
      return perform(shell, runId, effect, signal, job);
    case 'wake':
      return advanceWith(shell, runId, { ...effect, type: 'woken' }, job);
    case 'halt':
      return halt(shell, runId, effect);
    case 'tell':
      return tell(shell, runId, effect);
    case 'settle':
      return settle(shell, runId, effect, signal);
    case 'alarm':
      return alarm(shell, runId, effect);
    case 'tidy':
      return tidy(shell, runId);
  }
}
