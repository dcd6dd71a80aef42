import type { Problem } from '../lib/problem.ts';
import { type Occurrence, scanFlowchart } from './scan.ts';

/** A place in a file; lines and columns count from 1, columns in UTF-16 units as editors count them. */
export interface Place {
  line: number;
  column: number;
}

/** An error at a place of the document. */
export function problemAt(place: Place, rule: string, message: string, hint: string): Problem {
  return { line: place.line, column: place.column, rule, severity: 'error', message, hint };
}

export interface Places {
  /** Where the node is first named. */
  node(id: string): Place;
  /** Where the link of the edge with this index is drawn. */
  edge(index: number): Place;
}

interface Drawn {
  nodes: ReadonlyMap<string, unknown>;
  edges: readonly { start: string; end: string }[];
  subgraphs: readonly { id: string }[];
}

/**
 * Where nodes and edges stand in the text. The parser keeps no positions, so the text is scanned a second time for what
 * the parser found. Where the scan goes astray an edge gets its source's place, and a node the first line that holds its id.
 */
export function findPlaces(text: string, drawn: Drawn, firstLine: number): Places {
  const ids = [...drawn.nodes.keys(), ...drawn.subgraphs.map((group) => group.id)];
  const found = scanFlowchart(text, ids);
  const place = placer(text, firstLine);
  const offsets = nodeOffsets(text, found.nodes);
  const edges = edgeOffsets(found.links, drawn.edges, offsets);
  return { node: (id) => place(offsets(id)), edge: (index) => place(edges[index] ?? 0) };
}

function nodeOffsets(text: string, occurrences: readonly Occurrence[]): (id: string) => number {
  const first = new Map<string, number>();
  for (const { id, offset } of occurrences) if (!first.has(id)) first.set(id, offset);
  return (id) => first.get(id) ?? Math.max(0, text.indexOf(id));
}

/** The scan's links and the parser's edges stand in the same order; what the scan saw too much is passed over. */
function edgeOffsets(
  links: readonly { from: string; to: string; offset: number }[],
  edges: Drawn['edges'],
  nodeOffset: (id: string) => number,
): number[] {
  let next = 0;
  return edges.map((edge) => {
    const at = links.findIndex((link, index) => index >= next && link.from === edge.start && link.to === edge.end);
    if (at < 0) return nodeOffset(edge.start);
    next = at + 1;
    return links[at]?.offset ?? 0;
  });
}

/** The place of an offset in a text that starts on `firstLine`. */
export function placeAt(text: string, offset: number, firstLine: number): Place {
  return placer(text, firstLine)(offset);
}

function placer(text: string, firstLine: number): (offset: number) => Place {
  const starts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
  return (offset) => {
    const line = starts.findLastIndex((start) => start <= offset);
    return { line: firstLine + line, column: offset - (starts[line] ?? 0) + 1 };
  };
}
