import type { Json } from '../lib/json.ts';
import type { Problem } from '../lib/problem.ts';
import type { Chart, ChartEdge, ChartNode } from './chart.ts';
import type { Delivery } from './delivery.ts';
import { routesFrom } from './play.ts';

/** A document as far as it could be read. */
export interface Version {
  chart?: Chart;
  delivery?: Delivery;
  problems: readonly Problem[];
}

/** What one version of a document has that another has not. */
export interface Comparison {
  nodes: { added: string[]; removed: string[]; changed: Change[] };
  edges: { added: string[]; removed: string[]; changed: Change[] };
  /** Where an outcome leads: node ids. */
  outcomes: { node: string; outcome: string; before: string[]; after: string[] }[];
  /** Kinds and effective settings; what a version does not say is null. */
  settings: { node: string; setting: string; before: Json; after: Json }[];
  /** What the proofs and the reader find: sentences. */
  proofs: { found: string[]; gone: string[] };
}

/** A part that both have: its name, what of it, and how that was and is. */
interface Change {
  name: string;
  what: string;
  before: string;
  after: string;
}

/** Compares two versions of a document; outcomes and settings only where both bind. */
export function compare(before: Version, after: Version): Comparison {
  const bound = before.delivery && after.delivery ? ([before.delivery, after.delivery] as const) : undefined;
  const sentence = ({ message }: Problem) => message;
  return {
    nodes: nodesCompared(before.chart?.nodes ?? [], after.chart?.nodes ?? []),
    edges: edgesCompared(before.chart?.edges ?? [], after.chart?.edges ?? []),
    outcomes: bound ? outcomesCompared(...bound) : [],
    settings: bound ? settingsCompared(...bound) : [],
    proofs: {
      found: withoutThoseIn(after.problems.map(sentence), before.problems.map(sentence)),
      gone: withoutThoseIn(before.problems.map(sentence), after.problems.map(sentence)),
    },
  };
}

export function isSame({ nodes, edges, outcomes, settings, proofs }: Comparison): boolean {
  const lists = [...Object.values(nodes), ...Object.values(edges), outcomes, settings, ...Object.values(proofs)];
  return lists.every((list: readonly unknown[]) => list.length === 0);
}

function nodesCompared(before: readonly ChartNode[], after: readonly ChartNode[]): Comparison['nodes'] {
  const old = new Map(before.map((node) => [node.id, node]));
  const parts = (node: ChartNode) => ({ label: node.label, shape: node.shape, group: node.group ?? '' });
  return {
    added: after.map(({ id }) => id).filter((id) => !old.has(id)),
    removed: withoutThoseIn(
      [...old.keys()],
      after.map(({ id }) => id),
    ),
    changed: after.flatMap((node) => {
      const was = old.get(node.id);
      return was ? partsChanged(node.id, parts(was), parts(node)) : [];
    }),
  };
}

/** Edges have no names that people give; the n-th from one node to another is the same edge. */
function edgesCompared(before: readonly ChartEdge[], after: readonly ChartEdge[]): Comparison['edges'] {
  const [old, now] = [named(before), named(after)];
  const parts = (edge: ChartEdge) => ({ label: edge.label ?? '' });
  return {
    added: withoutThoseIn([...now.keys()], [...old.keys()]),
    removed: withoutThoseIn([...old.keys()], [...now.keys()]),
    changed: [...now].flatMap(([name, edge]) => {
      const was = old.get(name);
      return was ? partsChanged(name, parts(was), parts(edge)) : [];
    }),
  };
}

function named(edges: readonly ChartEdge[]): Map<string, ChartEdge> {
  const found = new Map<string, ChartEdge>();
  for (const edge of edges) {
    const name = `${edge.from} → ${edge.to}`;
    let own = name;
    for (let count = 2; found.has(own); count += 1) own = `${name} (${count})`;
    found.set(own, edge);
  }
  return found;
}

function partsChanged<Parts extends Record<string, string>>(name: string, before: Parts, after: Parts): Change[] {
  return Object.keys(after).flatMap((what) => {
    const [was, is] = [before[what] ?? '', after[what] ?? ''];
    return was === is ? [] : [{ name, what, before: was, after: is }];
  });
}

/** Of the nodes that both have; where the outcomes of a new node lead is told by its edges. */
function outcomesCompared(before: Delivery, after: Delivery): Comparison['outcomes'] {
  return commonNodes(before, after).flatMap((node) => {
    const names = [before, after].flatMap(({ steps }) => steps[node]?.outcomes.map(({ name }) => name) ?? []);
    return [...new Set(names)].flatMap((outcome) => {
      const [was, is] = [leadsTo(before, node, outcome), leadsTo(after, node, outcome)];
      return was.join() === is.join() ? [] : [{ node, outcome, before: was, after: is }];
    });
  });
}

function leadsTo(delivery: Delivery, node: string, outcome: string): string[] {
  const taken = routesFrom(delivery, node).filter(({ outcomes }) => outcomes.includes(outcome));
  return taken.map(({ to }) => to).toSorted();
}

function settingsCompared(before: Delivery, after: Delivery): Comparison['settings'] {
  return commonNodes(before, after).flatMap((node) => {
    const [was, is] = [settingsOf(before, node), settingsOf(after, node)];
    return [...new Set([...was.keys(), ...is.keys()])].flatMap((setting) => {
      const change = { node, setting, before: was.get(setting) ?? null, after: is.get(setting) ?? null };
      return JSON.stringify(change.before) === JSON.stringify(change.after) ? [] : [change];
    });
  });
}

function settingsOf({ steps, cycles }: Delivery, node: string): Map<string, Json> {
  const { kind = '', settings = {} } = steps[node] ?? {};
  const head = Object.hasOwn(cycles, node) ? cycles[node] : undefined;
  return new Map<string, Json>([
    ['uses', kind],
    ...Object.entries(settings),
    ...(head ? [['max-visits', head.maxVisits] as const] : []),
  ]);
}

function commonNodes(before: Delivery, after: Delivery): string[] {
  return after.order.filter((node) => Object.hasOwn(before.steps, node));
}

function withoutThoseIn(these: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return [...new Set(these)].filter((each) => !known.has(each));
}
