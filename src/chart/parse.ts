import { parse, type ParsedDiagramModel } from 'pele';
import type { Problem } from '../lib/problem.ts';
import type { Chart, ChartEdge, ChartGroup, ChartNode } from './chart.ts';
import { MAX_CHART_CHARACTERS, MAX_CHART_EDGES } from './chart-limits.ts';
import { findBrokenYaml } from './embedded-yaml.ts';
import { plainLabel } from './label.ts';
import { asLaterMermaid, isNameOverBracket, unhidden } from './later-mermaid.ts';
import { brokenYaml, namelessGroup, nameOverBracket, notAFlowchart, refusal, tooLong } from './refusals.ts';
import { findPlaces, type Place, placeAt, type Places } from './places.ts';
import { shapeName } from './shape.ts';

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
    if (model.subgraphs.some((group) => group.title === '' && group.labelType === 'markdown'))
      return { problems: [namelessGroup(text, firstLine)] };
    const chart = chartOf(model, findPlaces(text, model, firstLine));
    const misnamed = chart.edges.find(({ id }) => isNameOverBracket(id));
    return misnamed ? { problems: [nameOverBracket(misnamed)] } : { chart };
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
  const groups = model.subgraphs.map((group): ChartGroup => ({
    id: group.id,
    label: labelOf(group.title, group.labelType),
    members: group.nodes,
  }));
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

function nodeOf(
  node: Flowchart['nodes'] extends Map<string, infer N> ? N : never,
  group: string | undefined,
  place: Place,
): ChartNode {
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
