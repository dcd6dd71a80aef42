import type { Problem } from '../../lib/problem.ts';
import type { Delivery } from '../delivery.ts';
import { problemOn } from './walk.ts';

/** A note of the failures, rejections, rollbacks and anomalies from which no drawn path reaches a notify, and of who is told instead. */
export function failuresHeard(delivery: Delivery): Problem[] {
  const unheard = delivery.order.flatMap((node) =>
    (delivery.steps[node]?.unheard ?? []).map((outcome) => ({ node, outcome })),
  );
  const [first] = unheard;
  if (!first) return [];
  const said = unheard.map(({ node, outcome }) => `${node} ${outcome}`).join(', ');
  const { failureNotifiers } = delivery;
  const instead =
    failureNotifiers.length > 0 ? `\`${failureNotifiers.join('`, `')}\`` : "the operator's default channel";
  const verb = failureNotifiers.length > 1 ? 'are' : 'is';
  const message = `No drawn path leads to a notify from: ${said}. Of these ${instead} ${verb} told.`;
  return [
    problemOn(
      delivery,
      first.node,
      'unheard',
      message,
      'Draw an edge to a notify step where other people should hear.',
      'warning',
    ),
  ];
}
