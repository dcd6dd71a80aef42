import type { Problem } from '../../../lib/problem.ts';
import { histogramOf } from '../../../verdict/log/buckets-given.ts';
import { type HistoryRead, ticksOf, wrong } from './history-read.ts';
import { type Counted, countedAs, incrementsOf, readSeries, type Series } from './range-series.ts';

/** Labels that tell instances apart, best first. */
const INSTANCE_LABELS = ['instance', 'pod', 'host', 'container', 'id'];

/**
 * Range queries by instance: the requests, the errors among them, and where there is one, the cumulative buckets of their latency by `le`.
 * Counters are told from increments by never falling.
 */
export function readRanges(
  texts: { requests: string; errors: string; latency?: string | undefined },
  label?: string,
): HistoryRead {
  const [requests, errors] = [readSeries(texts.requests, '--requests'), readSeries(texts.errors, '--errors')];
  const buckets = texts.latency === undefined ? { series: [] } : readSeries(texts.latency, '--latency');
  const problems = [
    ...('problems' in requests ? requests.problems : []),
    ...('problems' in errors ? errors.problems : []),
    ...('problems' in buckets ? buckets.problems : []),
  ];
  if ('problems' in requests || 'problems' in errors || 'problems' in buckets) return { problems };
  const by = label ?? INSTANCE_LABELS.find((name) => requests.series.every(({ metric }) => metric[name] !== undefined));
  if (by === undefined || requests.series.some(({ metric }) => metric[by] === undefined)) {
    const labels = [...new Set(requests.series.flatMap(({ metric }) => Object.keys(metric)))].join(', ') || 'none';
    return {
      problems: [
        wrong(
          1,
          `--requests: no label tells the instances apart (there are: ${labels}).`,
          'Ask `sum by (instance) (…)`, or name the label with --by.',
        ),
      ],
    };
  }
  // Errors that never come are a line that never moves: they are counted as the requests are.
  const usual = countedAs(requests.series) ?? 'by the step';
  const all = incrementsOf(requests.series, by, usual);
  const failed = incrementsOf(errors.series, by, countedAs(errors.series) ?? usual);
  const strangers = [...failed.keys()].filter((id) => !all.has(id));
  if (strangers.length > 0) {
    const names = strangers.slice(0, 3).join(', ');
    return {
      problems: [
        wrong(
          1,
          `--errors: ${names} ${strangers.length === 1 ? 'has' : 'have'} errors without a denominator.`,
          'Both queries must be by the same label and cover the same instances.',
        ),
      ],
    };
  }
  const slow = latencyOf(buckets.series, by, countedAs(buckets.series) ?? usual);
  if ('problem' in slow) return { problems: [slow.problem] };
  const rows = [...all].flatMap(([id, ticks]) =>
    [...ticks].map(([atMs, count]) => {
      const latency = slow.at(id, atMs);
      const row = { atMs, id, requests: count, errors: failed.get(id)?.get(atMs) ?? 0 };
      return latency ? { ...row, latency } : row;
    }),
  );
  return { history: ticksOf(rows), ...(slow.edgesMs ? { edgesMs: slow.edgesMs } : {}) };
}

interface Latency {
  edgesMs?: readonly number[];
  at(id: string, atMs: number): readonly number[] | undefined;
}

/** Histograms out of one series per upper edge. A step in which not all edges are there has none. */
function latencyOf(series: readonly Series[], by: string, counted: Counted): Latency | { problem: Problem } {
  if (series.length === 0) return { at: () => undefined };
  const edges = [...new Set(series.map(({ metric }) => metric['le']))];
  if (edges.includes(undefined))
    return { problem: wrong(1, '--latency: a series has no label `le`.', 'Ask `sum by (instance, le) (…_bucket)`.') };
  const known = edges as string[];
  const byEdge = known.map((le) =>
    incrementsOf(
      series.filter(({ metric }) => metric['le'] === le),
      by,
      counted,
    ),
  );
  const empty = histogramOf({ le: Object.fromEntries(known.map((le) => [le, 0])) }, undefined);
  if (typeof empty === 'string')
    return { problem: wrong(1, `--latency ${empty}.`, 'Ask for all buckets, `+Inf` among them.') };
  return {
    edgesMs: empty.edgesMs,
    at(id, atMs) {
      const counts = byEdge.map((increments) => increments.get(id)?.get(atMs));
      if (counts.includes(undefined)) return undefined;
      const histogram = histogramOf(
        { le: Object.fromEntries(known.map((le, i) => [le, counts[i] as number])) },
        undefined,
      );
      return typeof histogram === 'string' ? undefined : histogram.counts.map(Math.round);
    },
  };
}
