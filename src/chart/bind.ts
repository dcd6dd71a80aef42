import type { Problem } from '../lib/problem.ts';
import { bindEdges } from './bind-edges.ts';
import { bindStep, passiveStep } from './bind-step.ts';
import type { Declarations } from './declaration.ts';
import type { Delivery, Step } from './delivery.ts';
import type { DeliveryDocument } from './document.ts';
import { groupsAround, unusedGroupSettings } from './group-settings.ts';
import { suggestion } from './nearest.ts';
import { type Place, problemAt } from './places.ts';
import { isPassiveShape } from './shape.ts';
import { readMaxVisits } from './visits.ts';

/**
 * Says what a document's chart does: each node becomes a step of its kind, each edge a route of its outcomes. Every
 * problem at once, chart first, then settings, each with its place; the delivery may run only where none is an error.
 */
export function bind(
  document: DeliveryDocument,
  declarations: Declarations,
): { delivery: Delivery; problems: Problem[] } {
  const { chart, settings } = document;
  const around = groupsAround(chart);
  const problems: Problem[] = [];
  const unreadable = new Set<string>();
  const usedDefaults = new Set<string>();
  const steps = chart.nodes.map((node): [string, Step] => {
    const own = settings.steps.get(node.id);
    if (own === undefined && isPassiveShape(node.shape)) return [node.id, passiveStep(node.id)];
    const bound = bindStep(node, own, around(node), document, declarations);
    problems.push(...bound.problems);
    for (const used of bound.usedDefaults) usedDefaults.add(used);
    if (bound.step?.unreadable ?? !bound.step) unreadable.add(node.id);
    return [node.id, bound.step ?? passiveStep(node.id)];
  });
  // Object.fromEntries makes `__proto__` a key like any other, where an assignment would not.
  const edges = bindEdges(chart, Object.fromEntries(steps), unreadable);
  const visits = readMaxVisits(edges.delivery, settings);
  problems.push(
    ...edges.problems,
    ...visits.problems,
    ...unknownIds(document),
    ...unusedGroupSettings(document, usedDefaults),
  );
  return { delivery: { ...edges.delivery, cycles: visits.cycles }, problems: problems.toSorted(byPlace) };
}

function unknownIds({ chart, settings }: DeliveryDocument): Problem[] {
  const unknown = (section: 'steps' | 'groups', word: string, ids: readonly string[], more: readonly string[]) =>
    [...settings[section].keys()]
      .filter((id) => !ids.includes(id))
      .map((id) => {
        const elsewhere = more.includes(id)
          ? ` \`${id}\` belongs under \`${section === 'steps' ? 'groups' : 'steps'}:\`.`
          : '';
        const message = `The chart has no ${word} \`${id}\`.${elsewhere}`;
        return problemAt(settings.placeOf([section, id]), `unknown-${word}`, message, suggestion(id, ids, `${word}s`));
      });
  const nodeIds = chart.nodes.map((node) => node.id);
  const groupIds = chart.groups.map((group) => group.id);
  return [...unknown('steps', 'node', nodeIds, groupIds), ...unknown('groups', 'group', groupIds, nodeIds)];
}

function byPlace(one: Place, other: Place): number {
  return one.line - other.line || one.column - other.column;
}
