import type { Delivery } from '../chart/delivery.ts';
import { unmetInRun } from '../chart/policy/unmet.ts';
import { stateOf, type Run } from '../engine/run.ts';
import type { Shell } from './shell.ts';

/** The names of the secrets that a step asks for. */
export function secretNames({ kinds }: Pick<Shell, 'kinds'>, delivery: Delivery, node: string): readonly string[] {
  const step = delivery.steps[node];
  return (step && kinds[step.kind]?.declaration.secrets?.(step.settings)) ?? [];
}

/** What the step's names stand for. @throws WorldFailure `secret-not-given`, `secret-unreadable` */
export async function giveSecrets(
  shell: Pick<Shell, 'kinds' | 'secrets' | 'policy'>,
  { run, delivery }: { run: Run; delivery: Delivery },
  node: string,
): Promise<Readonly<Record<string, string>>> {
  const names = secretNames(shell, delivery, node);
  if (names.length === 0) return {};
  return shell.secrets.give({
    names,
    project: run.project,
    runId: run.id,
    node,
    environment: delivery.steps[node]?.environment?.name,
    purpose: run.purpose,
    whyNotReviewed: (environment) => whyNotReviewed(shell, { run, delivery }, node, environment),
  });
}

/** A production secret is as good as the production it opens: it takes people's word, and all that the policy asks before a deploy. */
async function whyNotReviewed(
  { policy }: Pick<Shell, 'policy'>,
  { run, delivery }: { run: Run; delivery: Delivery },
  node: string,
  environment: string,
): Promise<string | undefined> {
  if (!delivery.order.some((each) => isApproved(delivery, run, each))) return 'no review was approved in this run';
  const held = await policy();
  const step = delivery.steps[node];
  if (!held || !step) return undefined;
  const asDeploy = {
    ...step,
    environment: { name: environment, access: 'changes' as const },
    rollout: 'deploy' as const,
  };
  const unmet = unmetInRun(held, { ...delivery, steps: { ...delivery.steps, [node]: asDeploy } }, node, (each) => {
    const { state, outcome } = stateOf(run, each);
    return state === 'ended' ? outcome : undefined;
  });
  return unmet[0];
}

function isApproved(delivery: Delivery, run: Run, node: string): boolean {
  const step = delivery.steps[node];
  const { state, outcome, couldNotRun } = stateOf(run, node);
  if (!step?.waitsForPeople || state !== 'ended' || couldNotRun === true) return false;
  return step.outcomes.some(({ name, way }) => name === outcome && way === 'forward');
}
