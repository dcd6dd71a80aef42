import type { RunEvent } from '../event.ts';
import type { Turn } from '../turn.ts';
import { planRetry } from './plan-retry.ts';
import { resetForRetry } from './reset-for-retry.ts';
import { whyNotRetryNow } from './why-not-retry.ts';

/** A person has it tried again. The document stays the one that the run began with; a second click on the same state changes nothing. */
export function retryRun(turn: Turn, { by, after, node, fresh }: Extract<RunEvent, { type: 'retried' }>): void {
  const { delivery, run } = turn;
  if ((run.retries?.count ?? 0) !== after || whyNotRetryNow(delivery, run, node)) return;
  const plan = planRetry(delivery, run, node);
  delete run.stopped;
  delete run.ending;
  delete run.endingReason;
  delete run.endedAt;
  run.phase = 'running';
  run.retries = { count: after + 1, by, at: turn.now };
  if (fresh) run.fresh = true;
  resetForRetry(turn, plan);
}
