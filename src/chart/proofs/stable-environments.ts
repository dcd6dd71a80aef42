import type { Problem } from '../../lib/problem.ts';
import type { Delivery, Step } from '../delivery.ts';
import type { Played } from '../play.ts';
import { orderIn } from '../run-order.ts';
import { afterWalk, causedBy, problemOn } from './walk.ts';

interface Unstable {
  /** The steps that changed the environment last: one that left its traffic split, or several in no order. */
  last: string[];
  played: Played;
}

/**
 * Every run that changes an environment leaves all of its traffic on one release. A run without a failure that does not
 * is an error; where a drawn failure leads to it, the engine returns the environment at the run's end, and a warning
 * says that nothing in the chart does.
 */
export function environmentsLeftStable(
  delivery: Delivery,
  unfailed: readonly Played[],
  drawn: readonly Played[],
): Problem[] {
  const errors = firstOfEach(delivery, unfailed);
  const told = new Set(errors.map(({ last }) => last.join()));
  const warnings = firstOfEach(delivery, drawn).filter(({ last }) => !told.has(last.join()));
  return [
    ...errors.map((unstable) => problemOf(delivery, unstable, 'error')),
    ...warnings.map((unstable) => problemOf(delivery, unstable, 'warning')),
  ];
}

function firstOfEach(delivery: Delivery, endings: readonly Played[]): Unstable[] {
  const found = new Map<string, Unstable>();
  for (const played of endings) {
    if (played.stopped) continue;
    for (const last of unstableChanges(delivery, played)) {
      const key = last.join();
      if (played.walk.length < (found.get(key)?.played.walk.length ?? Infinity)) found.set(key, { last, played });
    }
  }
  return [...found.values()];
}

/** For each environment that a run left unstable, the steps that changed it last. */
function unstableChanges(delivery: Delivery, played: Played): string[][] {
  const changes = delivery.order.flatMap((node) => changeBy(delivery.steps[node], played.ended.get(node)) ?? []);
  if (changes.length === 0) return [];
  const { isBefore } = orderIn(delivery, played);
  return [...Map.groupBy(changes, (change) => change.environment).values()].flatMap((ofOne) => {
    const last = ofOne.filter((change) => !ofOne.some((other) => isBefore(change.node, other.node)));
    const isStable =
      last.every(({ isWhole }) => isWhole) && (last.length === 1 || last.every(({ isReturn }) => isReturn));
    return isStable ? [] : [last.map(({ node }) => node)];
  });
}

function changeBy(step: Step | undefined, outcome: string | undefined) {
  if (!step?.environment || !step.rollout || step.rollout === 'watch' || outcome === undefined) return undefined;
  if (step.outcomes.find(({ name }) => name === outcome)?.way !== 'forward') return undefined;
  const weight = weightOf(step);
  return {
    node: step.node,
    environment: step.environment.name,
    isWhole: step.rollout !== 'traffic' || weight === 0 || weight >= 100,
    isReturn: step.rollout === 'rollback',
  };
}

/** A traffic step's share in percent. By the language's convention it stands in the setting `weight`. */
function weightOf(step: Step): number {
  const weight = step.settings['weight'] ?? 100;
  return typeof weight === 'number' ? weight : Number.parseFloat(JSON.stringify(weight).replaceAll('"', ''));
}

function problemOf(delivery: Delivery, { last, played }: Unstable, severity: Problem['severity']): Problem {
  const [node = ''] = last;
  const step = delivery.steps[node];
  const environment = step?.environment?.name ?? '';
  const failure = played.walk.find((each) => isFailure(delivery, each));
  const walk = causedBy(delivery, played, [...last, ...(failure ? [failure.node] : [])]);
  const after = afterWalk(delivery, walk);
  if (last.length > 1) {
    const message = `${after}\`${last.join('` and `')}\` change \`${environment}\` in no order, so nobody knows which holds in the end.`;
    return problemOn(delivery, node, 'racing-changes', message, 'Draw an edge from the one to the other.', severity);
  }
  const ends =
    severity === 'error'
      ? `the run ends with ${weightOf(step ?? missing())} % of \`${environment}\` on the new release`
      : `nothing in the chart takes the new release off \`${environment}\``;
  const hint =
    severity === 'error'
      ? `Lead on to \`traffic\` with \`weight: 100 %\`, or to a \`rollback\` of \`${environment}\`.`
      : `Draw a \`rollback\` of \`${environment}\`; without one the run returns it when it ends.`;
  return problemOn(delivery, node, 'traffic-left-split', `${after}${ends}.`, hint, severity);
}

function isFailure(delivery: Delivery, { node, outcome }: { node: string; outcome: string }): boolean {
  return delivery.steps[node]?.outcomes.some(({ name, way }) => name === outcome && way === 'failure') ?? false;
}

function missing(): never {
  throw new Error('a change without its step');
}
