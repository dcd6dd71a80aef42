import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Chart } from './chart.ts';
import { MAX_CHART_EDGES } from './chart-limits.ts';
import { parseChart } from './parse.ts';

const ORACLE = new URL('../../../shared/oracle/mermaid-flowcharts.json', import.meta.url);
const oracle = existsSync(ORACLE);
if (!oracle)
  console.warn('SKIPPED: ../shared/oracle/mermaid-flowcharts.json is not here, so Mermaid itself is not asked.');

interface OracleCase {
  source: string;
  accepted: boolean;
  graph?: {
    dir: string | null;
    nodes: { id: string; text: string; type: string | null }[];
    edges: { id: string; s: string; t: string; text: string }[];
    sg: { id: string; title: string; nodes: string[] }[];
  };
}

const cases = oracle ? (JSON.parse(readFileSync(ORACLE, 'utf8')) as OracleCase[]) : [];

test.skipIf(!oracle)("every input of Mermaid's own test-suite gives Mermaid's own graph", () => {
  expect(cases.length).toBe(918);
  for (const { source, accepted, graph } of cases) {
    const parsed = parseChart(source);
    expect('chart' in parsed, source).toBe(accepted);
    if (!('chart' in parsed) || !graph) continue;
    const { chart } = parsed;
    const groups = new Set(graph.sg.map((group) => group.id));
    expect(chart.direction, source).toBe(graph.dir ?? 'TB');
    expect(chart.nodes.map((node) => node.id)).toEqual(graph.nodes.map((n) => n.id).filter((id) => !groups.has(id)));
    expect(chart.edges.map((e) => [e.id, e.from, e.to])).toEqual(graph.edges.map((e) => [e.id, e.s, e.t]));
    expect(chart.groups.map((g) => [g.id, g.members])).toEqual(graph.sg.map((g) => [g.id, g.nodes]));
    expect(labels(chart), source).toEqual(graphLabels(graph, source.includes('"`')));
  }
});

test.skipIf(!oracle)("every node's place is where its id stands, every edge's place is where a link is drawn", () => {
  for (const { source, accepted } of cases) {
    const parsed = parseChart(source);
    if (!accepted || !('chart' in parsed)) continue;
    const lines = source.split('\n');
    const textAt = (place: { line: number; column: number }) => lines[place.line - 1]?.slice(place.column - 1) ?? '';
    for (const node of parsed.chart.nodes)
      expect(textAt(node).startsWith(node.id), `${node.id} in ${source}`).toBe(true);
    for (const edge of parsed.chart.edges) expect(textAt(edge), source).toMatch(/^([xo<]?(--|==|-?\.)|~~~)/);
  }
});

test('a node may be used before it has a label, and group members may come after the edges', () => {
  const { nodes, groups } = read('flowchart TD\n  A --> B\n  B[The label]\n  subgraph G [Group]\n    B\n  end');
  expect(nodes[1]).toMatchObject({ id: 'B', label: 'The label', group: 'G', line: 2, column: 9 });
  expect(groups).toEqual([{ id: 'G', label: 'Group', members: ['B'] }]);
});

test('an edge to a group adds no node', () => {
  const chart = read('flowchart TD\n A --> G\n subgraph G\n B\n end');
  expect(chart.nodes.map((node) => node.id)).toEqual(['A', 'B']);
  expect(chart.edges[0]).toMatchObject({ from: 'A', to: 'G' });
});

test('labels are what people read', () => {
  const chart = read(
    'flowchart TD\n A["#35;1 &amp; #quot;two#quot;\\nline<br/><b>bold</b>"] -->|"`**hi**`"| B(["fa:fa-ban stop"])',
  );
  expect(chart.nodes.map((node) => node.label)).toEqual(['#1 & "two"\nline\nbold', 'stop']);
  expect(chart.edges[0]?.label).toBe('hi');
});

test('all names of a shape are one', () => {
  const chart = read(
    'flowchart TD\n A@{ shape: db } --> B@{ shape: circ } --> C@{ shape: terminal }\n D[(x)] --> E((x)) --> F([x])',
  );
  expect(chart.nodes.map((node) => node.shape)).toEqual([
    'cylinder',
    'circle',
    'stadium',
    'cylinder',
    'circle',
    'stadium',
  ]);
});

test('places count from the line on which the text starts, through comments, quotes and chains', () => {
  const text = 'flowchart TD\n %% A --> B\n A["C --> D; E"] & B --> C -- because --> D\n   x[[y]];D==>|then|A';
  const chart = places(text, 10);
  expect(chart.nodes).toEqual({ A: '12:2', B: '12:20', C: '12:26', D: '12:43', x: '13:4' });
  expect(chart.edges).toEqual(['A→C 12:22', 'B→C 12:22', 'C→D 12:28', 'D→A 13:12']);
});

test('invisible and two-way links are told apart, since they say nothing about order', () => {
  expect(read('flowchart TD\n A ~~~ B\n A <--> B\n A --> B').edges.map((edge) => edge.drawn)).toEqual([
    'invisible',
    'two-way',
    undefined,
  ]);
});

test.each([
  ['a broken line', 'flowchart TD\n A --> B\n  B -> C', 'chart-syntax', 7, 5],
  ['an unclosed label', 'flowchart TD\n A[x', 'chart-syntax', 6, 5],
  ['another diagram', '\n  sequenceDiagram\n a->>b: x', 'not-a-flowchart', 6, 3],
  ['no diagram', 'hello', 'not-a-flowchart', 5, 1],
  ['nothing', '', 'not-a-flowchart', 5, 1],
  ['too long a text', `flowchart TD\n A["${'x'.repeat(50_000)}"]`, 'chart-too-long', 5, 1],
  ['too many edges', `flowchart TD\n${edges(MAX_CHART_EDGES + 1)}`, 'too-many-edges', 5, 1],
  [
    'its own limit raised',
    `%%{init: {"maxEdges": 9999}}%%\nflowchart TD\n${edges(MAX_CHART_EDGES + 1)}`,
    'too-many-edges',
    5,
    1,
  ],
])('%s is refused with its place', (_, text, rule, line, column) => {
  const parsed = parseChart(text, 5);
  expect('problems' in parsed && parsed.problems).toMatchObject([{ rule, line, column, severity: 'error' }]);
});

test('as many edges as Mermaid draws are read', () => {
  expect(read(`flowchart TD\n${edges(MAX_CHART_EDGES)}`).edges).toHaveLength(MAX_CHART_EDGES);
});

function read(text: string, firstLine = 1): Chart {
  const parsed = parseChart(text, firstLine);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.chart;
}

function places(text: string, firstLine: number) {
  const chart = read(text, firstLine);
  return {
    nodes: Object.fromEntries(chart.nodes.map((node) => [node.id, `${node.line}:${node.column}`])),
    edges: chart.edges.map((edge) => `${edge.from}→${edge.to} ${edge.line}:${edge.column}`),
  };
}

function edges(count: number): string {
  return Array.from({ length: count }, (_, index) => `A${index} --> B`).join('\n');
}

/** Texts with formatting in them are compared by their own test above; all others must be Mermaid's to the letter. */
function labels(chart: Chart): string[] {
  return [
    ...chart.nodes.map((n) => n.label),
    ...chart.edges.map((e) => e.label ?? ''),
    ...chart.groups.map((g) => g.label),
  ];
}

function graphLabels(graph: NonNullable<OracleCase['graph']>, markdown: boolean): string[] {
  const groups = new Set(graph.sg.map((group) => group.id));
  const texts = [
    ...graph.nodes.filter((n) => !groups.has(n.id)).map((n) => n.text),
    ...graph.edges.map((e) => e.text),
    ...graph.sg.map((g) => g.title),
  ];
  const bare = markdown ? texts.map((text) => text.replace(/\*+/g, '')) : texts;
  return bare.map((text) =>
    text
      .replace(/ *<br\s*\/?> */g, '\n')
      .replaceAll('&lt;', '<')
      .replaceAll('\\n', '\n')
      .replace(/\n\s+/g, '\n')
      .trim(),
  );
}

test('half a character in shape data is refused as Mermaid refuses it, and may stand in quotes', () => {
  expect(parseChart('flowchart TD\nA@{ sha\uDE80rc }')).toMatchObject({
    problems: [{ line: 2, message: expect.stringContaining('YAML') as string }],
  });
  expect(parseChart('flowchart TD\nA@{ label: "\uDE80" }')).toHaveProperty('chart');
});
