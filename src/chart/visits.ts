import type { Problem } from '../lib/problem.ts';
import type { Delivery } from './delivery.ts';
import { problemAt } from './places.ts';
import type { Settings } from './settings.ts';

const DEFAULT_MAX_VISITS = 3;
/** More tries than this is a loop that nobody watches. */
const MOST_MAX_VISITS = 100;

/** How often each cycle's head may be visited: `max-visits` of the head, default 3. Elsewhere the setting says nothing, so it is a problem. */
export function readMaxVisits(
  delivery: Delivery,
  settings: Settings,
): { cycles: Delivery['cycles']; problems: Problem[] } {
  const problems: Problem[] = [];
  const visits = new Map<string, number>();
  for (const [node, own] of settings.steps) {
    const value = own['max-visits'];
    if (value === undefined || !Object.hasOwn(delivery.steps, node)) continue;
    const place = settings.placeOf(['steps', node, 'max-visits']);
    if (!Object.hasOwn(delivery.cycles, node)) {
      const heads = Object.keys(delivery.cycles);
      const hint =
        heads.length === 0
          ? 'Remove it; the chart has no cycle.'
          : `Cycles of this chart begin at ${heads.join(', ')}.`;
      problems.push(
        problemAt(
          place,
          'max-visits-off-head',
          `\`max-visits\` stands on the head of a cycle, and \`${node}\` is none.`,
          hint,
        ),
      );
    } else if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > MOST_MAX_VISITS) {
      problems.push(
        problemAt(
          place,
          'wrong-setting',
          '`max-visits` is not a whole number.',
          `Write a number from 1 to ${MOST_MAX_VISITS}.`,
        ),
      );
    } else visits.set(node, value);
  }
  const cycles = Object.entries(delivery.cycles).map(
    ([head, cycle]) => [head, { ...cycle, maxVisits: visits.get(head) ?? DEFAULT_MAX_VISITS }] as const,
  );
  return { cycles: Object.fromEntries(cycles), problems };
}
