import { PeleError, parse, type ParsedDiagramModel } from 'pele';
import type { Problem } from '../lib/problem.ts';
import type { Chart, ChartEdge, ChartGroup, ChartNode } from './chart.ts';
import { findBrokenYaml } from './embedded-yaml.ts';
import { plainLabel } from './label.ts';
import { asLaterMermaid, unhidden } from './later-mermaid.ts';
import { findPlaces, type Place, placeAt, type Places, problemAt } from './places.ts';
import { shapeName } from './shape.ts';

/** Mermaid, and so GitHub, draws nothing beyond these. */
export const MAX_CHART_CHARACTERS = 50_000;
export const MAX_CHART_EDGES = 500;

type Flowchart = Extract<ParsedDiagramModel, { type: 'flowchart' }>;

/**
 * The chart of a Mermaid flowchart's text: the same nodes, edges, labels and groups that Mermaid 12 builds from it, or
 * the problem that it refuses it for. An edge to or from a group has the group's id as its end, where no node is.
 * A group's members are nodes and inner groups.
 *
 * @param firstLine the line of the file on which the text starts, counted from 1
 */
export function parseChart(text: string, firstLine = 1): { chart: Chart } | { problems: Problem[] } {
  if (text.length > MAX_CHART_CHARACTERS) return { problems: [tooLong(text.length, firstLine)] };
  const broken = findBrokenYaml(text);
  if (broken) return { problems: [brokenYaml(broken.message, placeAt(text, broken.offset, firstLine))] };
  try {
    const model = read(text);
    if (model.type !== 'flowchart') return { problems: [notAFlowchart(text, firstLine, model.type)] };
    return { chart: chartOf(model, findPlaces(text, model, firstLine)) };
  } catch (error) {
    // The parser is young: what it throws besides its own errors is still a chart that it could not read.
    return { problems: [refusal(error, text, firstLine)] };
  }
}

function read(text: string): ParsedDiagramModel {
  const limits = { limit: MAX_CHART_CHARACTERS, maxEdges: MAX_CHART_EDGES };
  try {
    return parse(text, limits);
  } catch (error) {
    const later = asLaterMermaid(text);
    if (later === undefined) throw error;
    return parse(later, { ...limits, limit: later.length });
  }
}

function chartOf(model: Flowchart, places: Places): Chart {
  const groups = model.subgraphs.map(
    (group): ChartGroup => ({ id: group.id, label: labelOf(group.title, group.labelType), members: group.nodes }),
  );
  const groupIds = new Set(groups.map((group) => group.id));
  return {
    direction: (model.direction ?? 'TB') as Chart['direction'],
    // An edge to a group makes Mermaid add a vertex of the group's id that it never draws.
    nodes: [...model.nodes.values()]
      .filter((node) => !groupIds.has(node.id))
      .map((node) => nodeOf(node, innermostGroup(node.id, groups), places.node(node.id))),
    edges: model.edges.map((edge, index) => edgeOf(edge, index, places.edge(index))),
    groups,
  };
}

function nodeOf(node: Flowchart['nodes'] extends Map<string, infer N> ? N : never, group: string | undefined, place: Place): ChartNode {
  const label = node.text === undefined ? node.id : labelOf(node.text, node.labelType);
  return { id: node.id, label, shape: shapeName(node.type), ...(group === undefined ? {} : { group }), ...place };
}

function edgeOf(edge: Flowchart['edges'][number], index: number, place: Place): ChartEdge {
  const label = labelOf(edge.text, edge.labelType);
  const drawn = edge.stroke === 'invisible' ? 'invisible' : edge.type?.startsWith('double_') ? 'two-way' : undefined;
  return {
    id: edge.id ?? `edge_${index}`,
    from: edge.start,
    to: edge.end,
    ...(label === '' ? {} : { label }),
    ...(drawn === undefined ? {} : { drawn }),
    ...place,
  };
}

function labelOf(text: string, type: Parameters<typeof plainLabel>[1]): string {
  return plainLabel(unhidden(text), type);
}

/** Mermaid lists a node in one group only, the first that claims it, so the first is the innermost. */
function innermostGroup(id: string, groups: readonly ChartGroup[]): string | undefined {
  return groups.find((group) => group.members.includes(id))?.id;
}

function brokenYaml(message: string, place: Place): Problem {
  const hint = 'Shape data is written `A@{ shape: db, label: "Store" }`.';
  return problemAt(place, 'chart-yaml', `Mermaid can't read the YAML here: ${message}`, hint);
}

function tooLong(characters: number, line: number): Problem {
  return {
    line,
    column: 1,
    rule: 'chart-too-long',
    severity: 'error',
    message: `The chart has ${characters} characters; Mermaid draws at most ${MAX_CHART_CHARACTERS}.`,
    hint: 'Shorten labels or remove comments.',
  };
}

function notAFlowchart(text: string, firstLine: number, type: string): Problem {
  return {
    ...firstWords(text, firstLine),
    rule: 'not-a-flowchart',
    severity: 'error',
    message: `This is a Mermaid ${type} diagram, not a flowchart.`,
    hint: 'Start the chart with `flowchart TD`.',
  };
}

function refusal(error: unknown, text: string, firstLine: number): Problem {
  const known = error instanceof PeleError ? error : undefined;
  if (known?.code === 'unsupported-diagram') return notAFlowchart(text, firstLine, 'unknown');
  if (known?.code === 'limit') return tooManyEdges(text, firstLine);
  const place = known && known.line > 0 ? { line: firstLine + known.line - 1, column: Math.max(1, known.column) } : firstWords(text, firstLine);
  return { ...place, rule: 'chart-syntax', severity: 'error', message: sentence(error), hint: syntaxHint(known) };
}

function tooManyEdges(text: string, firstLine: number): Problem {
  return {
    ...firstWords(text, firstLine),
    rule: 'too-many-edges',
    severity: 'error',
    message: `The chart has more than ${MAX_CHART_EDGES} edges; Mermaid draws at most ${MAX_CHART_EDGES}.`,
    hint: 'Split the delivery into two documents, or join steps.',
  };
}

/** The parser says `Parse error on line 2:`, the line, a pointer, `Expecting 'SEMI', … got 'MINUS'`; people need the last part. */
function sentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const got = /got '([^']*)'/.exec(message)?.[1];
  if (got !== undefined) return `Mermaid does not understand the chart from here: ${TOKEN_WORDS[got] ?? `unexpected ${got}`}.`;
  if (/^Lexical error/.test(message)) return 'Mermaid does not understand the chart from here: unexpected character.';
  const line = message.split('\n')[0]?.replace(/\s*\(Help:.*$/, '') ?? '';
  return line === '' ? 'Mermaid does not understand the chart.' : `Mermaid refuses the chart: ${line}`;
}

const TOKEN_WORDS: Readonly<Record<string, string>> = {
  $end: 'the text ends too early',
  EOF: 'the text ends too early',
  NEWLINE: 'the line ends too early',
  SEMI: 'unexpected `;`',
  MINUS: 'a link needs two dashes, `-->`',
  PS: 'a `(` inside a label needs quotes',
  PE: 'a `)` inside a label needs quotes',
  SQS: 'a `[` inside a label needs quotes',
  SQE: 'a `]` inside a label needs quotes',
  STR: 'quotes inside a label need `#quot;`',
  STYLE_SEPARATOR: '`:::class` must follow its node without a space',
  end: '`end` closes a subgraph; as a node id write `End`',
};

function syntaxHint(error: PeleError | undefined): string {
  const line = error?.snippet.split('\n')[0]?.trim();
  return line ? `Look at \`${line.slice(0, 120)}\`; labels with brackets or quotes are written ["like this"].` : 'Paste the chart into any Mermaid editor to see what it expects.';
}

function firstWords(text: string, firstLine: number): Place {
  const lines = text.split('\n');
  const index = Math.max(0, lines.findIndex((line) => line.trim() !== ''));
  return { line: firstLine + index, column: (lines[index]?.search(/\S/) ?? 0) + 1 || 1 };
}
