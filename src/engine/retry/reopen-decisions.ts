import type { RunEvent } from '../event.ts';
import { stateOf } from '../run.ts';
import { stepOf, type Turn } from '../turn.ts';
import { hasFailed, withFollowers } from './plan-retry.ts';
import { resetForRetry } from './reset-for-retry.ts';

/**
 * Approvals, and rules that asked for none, compared the commit with what was live. Where something else is live by the time the run gets its
 * turn, they are asked again. Says whether any was.
 */
export function reopenDecisions(
  turn: Turn,
  { environment, live }: Extract<RunEvent, { type: 'claim-granted' }>,
): boolean {
  const { delivery, run } = turn;
  // The run's own release went live after it was approved.
  if (live?.runId === run.id) return false;
  const stale = delivery.order.filter((node) => {
    const { state, bound } = stateOf(run, node);
    return state === 'ended' && bound?.environment === environment && bound.live !== live?.key;
  });
  if (stale.length === 0) return false;
  const followers = [...withFollowers(delivery, stale)].filter((node) => !stale.includes(node));
  const passed = (node: string) =>
    stateOf(run, node).state === 'ended' && !hasFailed(stepOf(delivery, node), stateOf(run, node));
  resetForRetry(turn, {
    anew: new Set([...stale, ...followers.filter((node) => !passed(node))]),
    kept: new Set(followers.filter(passed)),
  });
  return true;
}
