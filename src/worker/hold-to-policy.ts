import type { Delivery } from '../chart/delivery.ts';
import { unmetInRun } from '../chart/policy/unmet.ts';
import { stateOf, type Run } from '../engine/run.ts';
import { WorldFailure } from '../ports/failure.ts';
import type { Shell } from './shell.ts';

/**
 * Asked again when an environment is about to be changed: what happened in this run must satisfy the policy as it stands
 * now, whatever was proved when the run began.
 * @throws WorldFailure `policy-not-met`, `policy-unreadable`
 */
export async function holdToPolicy(
  shell: Pick<Shell, 'policy'>,
  { run, delivery }: { run: Run; delivery: Delivery },
  node: string,
): Promise<void> {
  if (delivery.steps[node]?.environment?.access !== 'changes') return;
  const policy = await shell.policy();
  if (!policy) return;
  const unmet = unmetInRun(policy, delivery, node, (each) => {
    const { state, outcome } = stateOf(run, each);
    return state === 'ended' ? outcome : undefined;
  });
  if (unmet.length === 0) return;
  throw new WorldFailure({
    code: 'policy-not-met',
    message: unmet.join(' '),
    hint: `Nothing was changed. Start a run whose document keeps the policy: \`shipchart check\` beside ${policy.fileName} shows how.`,
    retry: false,
  });
}
