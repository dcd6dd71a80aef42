import type { Colour } from './release.ts';

/** Tells what became of an environment's requests, by colour. Routers count themselves; others are asked for what was scraped. */
export interface Metrics {
  /**
   * The counters as the source knows them now. What it does not know is `no-data`, never zero.
   * @throws WorldFailure where the source can't be asked
   */
  read(environment: string): Promise<Reading>;
  /**
   * What a colour did before, oldest first, one tick in ten seconds or so and at most the last 24 hours; empty where the
   * source keeps nothing. The noise of a baseline is measured by it.
   * @throws WorldFailure where the source can't be asked
   */
  history(environment: string, colour: Colour): Promise<PastTick[]>;
}

/** One that is asked over the network, with queries of the operator's. */
export interface MetricsSource extends Metrics {
  /**
   * Tries the queries on an environment and says what came back.
   * @throws WorldFailure with what is wrong: nothing, the wrong type, NaN, errors without requests
   */
  examine(environment: string): Promise<string>;
}

export type Reading =
  | {
      state: 'counted';
      /** Milliseconds since 1970 up to which it counts, where the source lags behind. */
      untilMs?: number;
      colours: Readonly<Record<Colour, Counted>>;
    }
  | { state: 'no-data'; why: string };

/** Cumulative counters of a colour. */
export interface Counted {
  /** Changes whenever the counters start anew. */
  epoch: string;
  requests: number;
  errors: number;
  /** By status class, with `none` for requests without an answer, where the source knows. */
  statuses?: Readonly<Record<string, number>>;
  /** Counts per bucket of `LATENCY_EDGES_MS`, and one for the rest, where the source has them. */
  latency?: readonly number[];
}

/** What happened in one tick of the past, by instance; counts are increments. */
export interface PastTick {
  /** Milliseconds since 1970 at its end. */
  atMs: number;
  instances: readonly {
    id: string;
    requests: number;
    errors: number;
    /** May come on some ticks only, for all the time since the one before. */
    latency?: readonly number[];
  }[];
}
