import { LATENCY_EDGES_MS, type TimedCounters } from '../../../ports/router.ts';

const EDGES_PER_DOUBLING = 8;
const FIRST_EDGE_MS = LATENCY_EDGES_MS[0] as number;

/** Counts what became of one colour's requests, from its release's launch on. */
export interface Tally {
  dispatched(): void;
  /** The head of an answer came. */
  answered(status: number): void;
  /** The last byte of an answer came. */
  completed(milliseconds: number): void;
  /** No answer came: refused, reset, timed out (an error), or the client left first (none). */
  unanswered(error: boolean): void;
  /** An answer broke off after its head, by the release's doing; `status` is what its head said. */
  aborted(status: number): void;
  read(): TimedCounters;
}

export function createTally(epoch: string): Tally {
  const statuses: Record<string, number> = { '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0, none: 0 };
  const latency = Array<number>(LATENCY_EDGES_MS.length + 1).fill(0);
  let requests = 0;
  let errors = 0;
  let lastAnswerAt: number | undefined;
  return {
    dispatched: () => void requests++,
    answered(status) {
      const statusClass = `${Math.floor(status / 100)}xx`;
      statuses[statusClass] = (statuses[statusClass] ?? 0) + 1;
      if (status >= 500) errors++;
      lastAnswerAt = Date.now();
    },
    completed(milliseconds) {
      const bucket = latencyBucket(milliseconds);
      latency[bucket] = (latency[bucket] ?? 0) + 1;
    },
    unanswered(error) {
      statuses['none'] = (statuses['none'] ?? 0) + 1;
      if (error) errors++;
    },
    // A 5xx was an error already when its head came.
    aborted: (status) => void (status < 500 && errors++),
    read: () => ({
      epoch,
      requests,
      errors,
      statuses: { ...statuses },
      latency: [...latency],
      ...(lastAnswerAt === undefined ? {} : { lastAnswerAt }),
    }),
  };
}

/** Index of the first edge that is not below `milliseconds`; one past the last edge for all that is slower. */
export function latencyBucket(milliseconds: number): number {
  if (milliseconds <= FIRST_EDGE_MS) return 0;
  const guess = Math.ceil(EDGES_PER_DOUBLING * Math.log2(milliseconds / FIRST_EDGE_MS));
  const bucket = Math.min(guess, LATENCY_EDGES_MS.length);
  // Logarithms round: a value that lies on an edge belongs to it.
  return milliseconds <= (LATENCY_EDGES_MS[bucket - 1] as number) ? bucket - 1 : bucket;
}
