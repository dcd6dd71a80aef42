import type { LatencyGiven } from './counts-line.ts';

/** A histogram as it was given, by upper edges in milliseconds; counts hold one more, for the rest. */
export interface Histogram {
  edgesMs: readonly number[];
  counts: readonly number[];
}

/** @returns the histogram, or what is wrong with it */
export function histogramOf(given: LatencyGiven, edgesMs: readonly number[] | undefined): Histogram | string {
  if (Array.isArray(given)) {
    if (edgesMs === undefined) return 'has counts without edges: say { edgesMs: [...] } in the first line';
    return sized(edgesMs, given);
  }
  return 'counts' in given ? sized(given.edgesMs, given.counts) : cumulative(given.le);
}

function sized(edgesMs: readonly number[], counts: readonly number[]): Histogram | string {
  if (counts.length === edgesMs.length) return { edgesMs, counts: [...counts, 0] };
  if (counts.length === edgesMs.length + 1) return { edgesMs, counts };
  return `has ${counts.length} counts for ${edgesMs.length} edges: one per edge, and one more for the rest`;
}

/** Cumulative counts by upper edge in seconds, with `+Inf`, as scraped histograms have them. */
function cumulative(le: Readonly<Record<string, number>>): Histogram | string {
  const points = Object.entries(le).map(([edge, count]) => ({ edge: edgeOf(edge), count }));
  if (points.some(({ edge }) => Number.isNaN(edge))) return 'has an edge that is neither a number of seconds nor +Inf';
  points.sort((a, b) => a.edge - b.edge);
  if (points.length < 3 || points.at(-1)?.edge !== Infinity) return 'needs at least two edges in seconds, and +Inf';
  if (points.some(({ count }, i) => count < (points[i - 1]?.count ?? 0)))
    return 'must not fall from edge to edge: each count holds all those below it';
  return {
    edgesMs: points.slice(0, -1).map(({ edge }) => Number((edge * 1_000).toPrecision(12))),
    counts: points.map(({ count }, i) => count - (points[i - 1]?.count ?? 0)),
  };
}

function edgeOf(edge: string): number {
  if (/^\+?inf$/i.test(edge)) return Infinity;
  const seconds = edge.trim() === '' ? Number.NaN : Number(edge);
  return seconds > 0 ? seconds : Number.NaN;
}
