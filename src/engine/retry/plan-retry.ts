import type { Delivery, Step } from '../../chart/delivery.ts';
import { isUnderway, stateOf, type Run, type StepState } from '../run.ts';
import { stepOf } from '../turn.ts';

/** What a retry does with the steps of a run; those in neither set stay as they are. */
export interface RetryPlan {
  /** Done anew: what failed, what follows from it, and what brings this run's release back to where it was tested. */
  anew: ReadonlySet<string>;
  /** Passed, and behind something that is done anew: it holds again once its tokens are back. */
  kept: ReadonlySet<string>;
  /** Where it begins: done anew whatever happens, while the rest of `anew` may never be reached. */
  first: ReadonlySet<string>;
}

/**
 * From `node`, or without one from all that failed. A step that needs an environment which was given back gets the rollout steps before it
 * again, so that the environment holds this run's release first; one that needs the checkout gets the checkout.
 */
export function planRetry(delivery: Delivery, run: Run, node: string | undefined): RetryPlan {
  const begin = node === undefined ? failedNodes(delivery, run) : [node, ...cutShort(delivery, run)];
  const behind = withFollowers(delivery, begin);
  const again = restoringNodes(delivery, run, behind);
  const anew = new Set([...behind, ...again]);
  const kept = new Set(
    [...withFollowers(delivery, again)].filter((each) => !anew.has(each) && isKept(delivery, run, each)),
  );
  for (const each of behind) if (hasToldOthers(delivery, run, each, begin, [anew, kept])) anew.delete(each);
  return { anew, kept, first: new Set([...begin, ...again]) };
}

/** What failed beside the step that a person names stays as it is, and so does what was not reached. */
function isKept(delivery: Delivery, run: Run, node: string): boolean {
  const state = stateOf(run, node);
  return (state.state === 'ended' && !hasFailed(stepOf(delivery, node), state)) || isUnderway(state);
}

/** Steps of the plan that are at work now; a retry would do them twice at once. */
export function stillAtWork(run: Run, { anew, kept }: RetryPlan): string[] {
  return [...anew, ...kept].filter((node) => isUnderway(stateOf(run, node)));
}

export function hasFailed(step: Step, { state, outcome }: StepState): boolean {
  if (state !== 'ended' || step.kind === 'passive') return false;
  return outcome === undefined || step.outcomes.find((each) => each.name === outcome)?.way === 'failure';
}

function failedNodes(delivery: Delivery, run: Run): string[] {
  return delivery.order.filter((node) => hasFailed(stepOf(delivery, node), stateOf(run, node)));
}

/** What a stop ended in the middle. */
function cutShort(delivery: Delivery, run: Run): string[] {
  return failedNodes(delivery, run).filter((node) => stateOf(run, node).outcome === undefined);
}

/** The nodes and everything that drawn paths lead to from them, back edges left out. */
export function withFollowers(delivery: Delivery, nodes: Iterable<string>): Set<string> {
  const found = new Set(nodes);
  const routes = Object.values(delivery.routes).filter((route) => !route.back);
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const { from, to } of routes) if (found.has(from)) found.add(to);
  }
  return found;
}

/** Passed steps that put back what `behind` needs and a run that let go of it no longer has. */
function restoringNodes(delivery: Delivery, run: Run, behind: ReadonlySet<string>): Set<string> {
  const steps = [...behind].map((node) => stepOf(delivery, node));
  const environments = new Set(
    steps
      .filter(({ rollout }) => rollout !== 'rollback')
      .flatMap(({ environment }) => environment?.name ?? [])
      .filter((name) => run.claims[name]?.state !== 'held'),
  );
  const checkoutGone = run.phase === 'ended' && steps.some(({ workspace }) => workspace === 'needs');
  return new Set(
    delivery.order.filter((node) => {
      const { rollout, environment, workspace } = stepOf(delivery, node);
      if (behind.has(node) || stateOf(run, node).state !== 'ended') return false;
      if (workspace === 'makes') return checkoutGone;
      const restores = rollout === 'deploy' || rollout === 'traffic' || rollout === 'watch';
      return restores && environment !== undefined && environments.has(environment.name);
    }),
  );
}

/** A step that speaks has told of failures which are not tried again: it stays as it is, and hears of new ones. */
function hasToldOthers(
  delivery: Delivery,
  run: Run,
  node: string,
  begin: readonly string[],
  reset: readonly ReadonlySet<string>[],
): boolean {
  if (!stepOf(delivery, node).speaks || begin.includes(node) || stateOf(run, node).state !== 'ended') return false;
  return Object.values(delivery.routes).some(
    ({ to, from, edge }) => to === node && run.tokens[edge] !== undefined && !reset.some((nodes) => nodes.has(from)),
  );
}
