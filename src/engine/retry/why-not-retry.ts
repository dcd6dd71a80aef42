import type { Delivery } from '../../chart/delivery.ts';
import { isBad } from '../environment/releases.ts';
import type { Environment } from '../environment/environment.ts';
import { stateOf, type Run } from '../run.ts';
import { stepOf } from '../turn.ts';
import { hasFailed, planRetry, stillAtWork } from './plan-retry.ts';

/** Why it makes no sense to try this again, and what to do instead. */
export interface RetryRefusal {
  code: string;
  message: string;
  hint: string;
}

/** Asked by whoever takes a person's wish, with the environments that the run's chart uses; undefined where it may be tried again. */
export function whyNotRetry(
  delivery: Delivery,
  run: Run,
  node: string | undefined,
  environments: readonly Environment[],
): RetryRefusal | undefined {
  return whyNotRetryNow(delivery, run, node) ?? whyNotThere(delivery, run, node, environments);
}

/** The part of the answer that the run alone gives. */
export function whyNotRetryNow(delivery: Delivery, run: Run, node: string | undefined): RetryRefusal | undefined {
  const { id } = run;
  if (run.ending === 'superseded' || run.stopped?.ending === 'superseded')
    return refusal(
      'superseded',
      `${id} was ${run.endingReason ?? run.stopped?.reason ?? 'superseded'}.`,
      'Retry the newer run, or push again.',
    );
  if (run.phase === 'settling')
    return refusal(
      'settling',
      `${id} is returning its environments to their stable release.`,
      'Try again in a moment.',
    );
  if (node !== undefined) {
    const why = whyNotStep(delivery, run, node);
    if (why) return why;
  } else if (!delivery.order.some((each) => hasFailed(stepOf(delivery, each), stateOf(run, each)))) {
    return refusal('nothing-failed', `Nothing has failed in ${id}.`, 'Name a step to have that one done again.');
  }
  const [busy] = stillAtWork(run, planRetry(delivery, run, node));
  return busy === undefined
    ? undefined
    : refusal('at-work', `${busy} is still at work in ${id}.`, 'Wait for its end, or cancel the run first.');
}

function whyNotStep(delivery: Delivery, run: Run, node: string): RetryRefusal | undefined {
  const step = delivery.steps[node];
  if (!step || step.kind === 'passive')
    return refusal(
      'no-such-step',
      `${run.id} has no step ${node} that does something.`,
      '`shipchart show` lists its steps.',
    );
  if (step.rollout === 'rollback')
    return refusal(
      'rollback',
      `${node} undoes a release; it is not tried again by itself.`,
      `Use \`shipchart rollback ${step.environment?.name ?? ''}\`.`,
    );
  if (stateOf(run, node).state === 'idle')
    return refusal('not-reached', `${node} was not reached in ${run.id}.`, 'Retry the step before it that failed.');
  return undefined;
}

function whyNotThere(
  delivery: Delivery,
  run: Run,
  node: string | undefined,
  environments: readonly Environment[],
): RetryRefusal | undefined {
  const { anew, first } = planRetry(delivery, run, node);
  const usedBy = (nodes: ReadonlySet<string>, deploys: boolean) =>
    new Set(
      [...nodes]
        .map((each) => stepOf(delivery, each))
        .flatMap(({ environment, rollout }) =>
          environment && (!deploys || rollout === 'deploy') ? [environment.name] : [],
        ),
    );
  const [starts, deploys] = [usedBy(first, false), usedBy(anew, true)];
  for (const environment of environments) {
    const { name, hold, rollback } = environment;
    const stop = hold ?? rollback;
    if (starts.has(name) && stop)
      return refusal(
        'held',
        `${name} is held by ${stop.owner}: ${stop.reason}`,
        `Look at it, then lift the hold with \`shipchart unlock ${name}\`.`,
      );
    if (deploys.has(name) && run.release && isBad(environment, run.release))
      return refusal(
        'banned',
        `${run.release.id} was rolled back in ${name}.`,
        `Push a fix. If the release was not to blame, lift its ban with \`shipchart unlock ${name} --release ${run.release.id}\`.`,
      );
  }
  return undefined;
}

function refusal(code: string, message: string, hint: string): RetryRefusal {
  return { code, message, hint };
}
