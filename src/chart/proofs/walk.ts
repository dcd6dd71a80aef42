import type { Problem } from '../../lib/problem.ts';
import type { Delivery } from '../delivery.ts';
import type { Played } from '../play.ts';

/** A walk longer than this is told by its end. */
const MAX_STEPS_TOLD = 20;

/** `CI done → LINT fail`; actors, stores and marks are not worth a word. */
export function tellWalk(delivery: Delivery, walk: readonly { node: string; outcome: string }[]): string {
  const told = walk
    .filter(({ node }) => delivery.steps[node]?.kind !== 'passive')
    .map(({ node, outcome }) => `${node} ${outcome}`);
  return told.length > MAX_STEPS_TOLD ? ['…', ...told.slice(-MAX_STEPS_TOLD)].join(' → ') : told.join(' → ');
}

/** `After CI done → LINT fail, `, or nothing where nothing came before. */
export function afterWalk(delivery: Delivery, walk: readonly { node: string; outcome: string }[]): string {
  const told = tellWalk(delivery, walk);
  return told === '' ? '' : `After ${told}: `;
}

/** The part of a run that led to some of its nodes, themselves included. */
export function causedBy(delivery: Delivery, { walk, tokens }: Played, nodes: readonly string[]): Played['walk'] {
  const led = new Set(nodes);
  const carried = [...tokens].flatMap((edge) => delivery.routes[edge] ?? []);
  // Backwards through the order, a cause is found before its own causes are asked for.
  for (const node of delivery.order.toReversed()) {
    if (led.has(node)) for (const route of carried) if (route.to === node) led.add(route.from);
  }
  return walk.filter(({ node }) => led.has(node));
}

/** A problem that stands on a node. */
export function problemOn(
  delivery: Delivery,
  node: string,
  rule: string,
  message: string,
  hint: string,
  severity: Problem['severity'] = 'error',
): Problem {
  const { line, column } = delivery.chart.nodes.find(({ id }) => id === node) ?? { line: 1, column: 1 };
  return { line, column, rule, severity, message, hint };
}
