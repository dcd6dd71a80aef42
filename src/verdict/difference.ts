import type { ArmCounts } from './counts.ts';

/** Cumulative counters of one colour, as a router keeps them. */
export interface CumulativeCounters {
  /** Changes whenever the counters start anew. */
  epoch: string;
  requests: number;
  errors: number;
  /** By status class; `none` is a request without an answer. */
  statuses?: Readonly<Record<string, number>>;
  latency?: readonly number[];
}

/**
 * What happened between two readings of one colour. Counters that started anew (another epoch, or any of them went down)
 * count from zero, so that a relaunch is never read as a negative or a doubled count.
 */
export function difference(previous: CumulativeCounters | undefined, current: CumulativeCounters): ArmCounts {
  const from = previous && !startedAnew(previous, current) ? previous : undefined;
  const counts: ArmCounts = {
    requests: current.requests - (from?.requests ?? 0),
    errors: current.errors - (from?.errors ?? 0),
  };
  if (current.latency) counts.latency = current.latency.map((count, i) => count - (from?.latency?.[i] ?? 0));
  if (current.statuses) counts.answers = answered(current.statuses) - answered(from?.statuses ?? {});
  return counts;
}

function startedAnew(previous: CumulativeCounters, current: CumulativeCounters): boolean {
  return (
    previous.epoch !== current.epoch ||
    current.requests < previous.requests ||
    current.errors < previous.errors ||
    (previous.latency ?? []).some((count, i) => (current.latency?.[i] ?? 0) < count) ||
    (current.statuses !== undefined && answered(current.statuses) < answered(previous.statuses ?? {}))
  );
}

function answered(statuses: Readonly<Record<string, number>>): number {
  return Object.entries(statuses).reduce((sum, [status, count]) => (status === 'none' ? sum : sum + count), 0);
}
