import type { Problem } from '../lib/problem.ts';
import type { Chart, ChartNode } from './chart.ts';
import type { DeliveryDocument } from './document.ts';
import { problemAt } from './places.ts';

/** The groups that hold a node, the innermost first. */
export function groupsAround(chart: Chart): (node: ChartNode) => string[] {
  const parents = new Map<string, string>();
  for (const group of chart.groups) {
    for (const member of group.members) if (!parents.has(member)) parents.set(member, group.id);
  }
  return (node) => {
    const around: string[] = [];
    // Mermaid lets a group name itself as its member.
    for (let at = node.group; at !== undefined && !around.includes(at); at = parents.get(at)) around.push(at);
    return around;
  };
}

/** A group's default that no member's kind knows would be ignored without a word. `used` holds `group.setting`. */
export function unusedGroupSettings({ chart, settings }: DeliveryDocument, used: ReadonlySet<string>): Problem[] {
  return [...settings.groups].flatMap(([group, defaults]) => {
    if (!chart.groups.some(({ id }) => id === group)) return [];
    return Object.keys(defaults)
      .filter((name) => !used.has(`${group}.${name}`))
      .map((name) => {
        const message = `No step in the group \`${group}\` has a setting \`${name}\`.`;
        return problemAt(
          settings.placeOf(['groups', group, name]),
          'unknown-setting',
          message,
          'Remove it, or correct its name.',
        );
      });
  });
}
