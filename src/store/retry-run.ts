import type { RunEvent } from '../engine/event.ts';
import { whyNotRetry, type RetryRefusal } from '../engine/retry/why-not-retry.ts';
import type { Run } from '../engine/run.ts';
import { lockRun } from './advance.ts';
import type { Deliveries } from './documents.ts';
import { lockedEnvironments, takeTurn } from './run-turn.ts';
import type { Writing } from './write.ts';

/** Has the run tried again, or says why that makes no sense; decided with the environments as they are at that moment. */
export async function retryRun(
  writing: Writing,
  deliveries: Deliveries,
  runId: string,
  wish: Omit<Extract<RunEvent, { type: 'retried' }>, 'type'>,
): Promise<{ run: Run } | { refusal: RetryRefusal } | undefined> {
  const turn = await lockRun(writing, deliveries, runId);
  if (!turn) return undefined;
  // The second of two clicks wants what the first has got.
  if (wish.after < (turn.run.retries?.count ?? 0)) return { run: turn.run };
  const environments = [...(await lockedEnvironments(writing, turn)).values()].map(({ environment }) => environment);
  const refusal = whyNotRetry(turn.delivery, turn.run, wish.node, environments);
  if (refusal) return { refusal };
  await takeTurn(writing, turn, { type: 'retried', ...wish });
  return { run: turn.run };
}
