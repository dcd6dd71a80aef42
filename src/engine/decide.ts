import type { Delivery } from '../chart/delivery.ts';
import { evict, grantClaim, releaseUnneededClaims, settled } from './claims.ts';
import type { RunEffect } from './effect.ts';
import { finishWhenQuiet } from './endings.ts';
import type { RunEvent } from './event.ts';
import { takeProgress } from './progress-taken.ts';
import type { Run } from './run.ts';
import { signalStep, wakeStep } from './signals.ts';
import { retryRun } from './retry/retry-run.ts';
import { startReadySteps } from './start-steps.ts';
import { stopRun } from './stop.ts';
import type { Turn } from './turn.ts';

/**
 * What becomes of a run after `event`, and what must be done. Pure: no clock, no ids, no I/O.
 * Anything late, repeated or out of order is recognised by visit and look, and changes nothing.
 */
export function decide(
  delivery: Delivery,
  before: Run,
  event: RunEvent,
  now: number,
): { run: Run; effects: RunEffect[] } {
  const turn: Turn = { delivery, run: structuredClone(before), now, effects: [] };
  take(turn, event);
  startReadySteps(turn);
  releaseUnneededClaims(turn);
  finishWhenQuiet(turn);
  return { run: turn.run, effects: turn.effects };
}

function take(turn: Turn, event: RunEvent): void {
  switch (event.type) {
    case 'started':
      return;
    case 'claim-granted':
      return grantClaim(turn, event);
    case 'progressed':
      return takeProgress(turn, event);
    case 'woken':
      return wakeStep(turn, event);
    case 'signalled':
      return signalStep(turn, event.node, event.signal, event.visit);
    case 'stopped':
      return stopRun(turn, event.ending, event.by, event.reason);
    case 'retried':
      return retryRun(turn, event);
    case 'evicted':
      return evict(turn, event);
    case 'settled':
      return settled(turn, event.environment, event.fence);
  }
}
