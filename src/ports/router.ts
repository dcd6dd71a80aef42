import type { Colour, Weights } from './release.ts';

export type Split = 'shuffled' | 'coin' | 'cyclic' | 'sticky';

/** Splits an environment's traffic between its colours and counts what came of it. */
export interface Router {
  /**
   * How a request's colour is chosen there: decides which statistics are valid. `sticky`: a client keeps the colour of its first
   * request, so that requests are not drawn one by one.
   */
  splitOf(environment: string): Split;
  /** The live weights, read from the router itself. */
  weights(environment: string): Promise<Weights>;
  /**
   * Sets the weights. Refused (nothing changed) unless the live weights equal `from` or already equal `to`, and unless `fence` is
   * at least the highest one seen for this environment.
   * @throws WorldFailure `weights-surprise` (says what was found), `stale-fence`, `colour-not-healthy`
   */
  shift(environment: string, change: Shift): Promise<void>;
  /** Keeps a canary's weights for another lease. A router without leases does nothing. @throws WorldFailure `lease-lost` */
  renew(environment: string, fence: number): Promise<void>;
  /** Cumulative counters since each colour's release was launched; a relaunch starts a new `epoch`. */
  counters(environment: string): Promise<Record<Colour, Counters>>;
}

export interface Shift {
  from: Weights;
  to: Weights;
  /** The claim's fencing number. */
  fence: number;
  /** Weights to return to when nobody renews within `seconds`; for splits that must not outlive their watcher. */
  lease?: { seconds: number; stable: Weights };
}

export interface Counters {
  /** Changes whenever the counters start anew. */
  epoch: string;
  /** Requests dispatched to the colour. */
  requests: number;
  /** Answers of 500 and above, refused, reset and timed-out requests, and aborted answers. */
  errors: number;
  /** By status class: `2xx`, `3xx`, `4xx`, `5xx`, and `none` for requests without an answer. */
  statuses: Readonly<Record<string, number>>;
  /** Time to the last byte of answered requests: counts per bucket of `LATENCY_EDGES_MS`, one more for the rest. Absent: the router keeps none. */
  latency?: readonly number[];
  /** Milliseconds since 1970 of the last answer; undefined before the first. */
  lastAnswerAt?: number;
}

/** Counters of a router that keeps a histogram. */
export type TimedCounters = Counters & Required<Pick<Counters, 'latency'>>;

export { LATENCY_EDGES_MS } from '../lib/latency-edges.ts';
