/** Drives an environment with a scenario, in a process of its own. */
export interface LoadGenerator {
  /** What ran, for people: `k6` or `autocannon`. */
  readonly name: string;
  /** Whether it can run here. */
  available(): Promise<boolean>;
  /** The shell line that runs the scenario and writes its summary to `summaryFile`. Writes any script it needs beside that file. */
  prepare(scenario: LoadScenario, url: string, summaryFile: string): Promise<string>;
  /** Reads the summary. @throws WorldFailure `summary-unreadable` */
  read(summaryFile: string): Promise<LoadResult>;
}

export interface LoadScenario {
  requests: readonly LoadRequest[];
  connections: number;
  /** Requests per second over all connections; absent: as many as there can be. */
  rate?: number;
  seconds: number;
}

export interface LoadRequest {
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
}

export interface LoadResult {
  requests: number;
  /** Requests without an answer, or answered with 400 and above. */
  errors: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  requestsPerSecond: number;
}
