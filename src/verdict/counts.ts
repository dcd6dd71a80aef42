/** What happened since the tick before. The canary is `green`, the baseline `blue`, whatever the slots are called. */
export interface Counts {
  /** Milliseconds since 1970 at the end of the tick. */
  atMs: number;
  green: ArmCounts;
  blue: ArmCounts;
  /** Share of requests that the router gives the canary, in percent. */
  weight: number;
  /** Why there are no counts of this time at all: not known is not zero. */
  missing?: string;
}

/** Increments, never totals. */
export interface ArmCounts {
  /** Requests dispatched. */
  requests: number;
  /** Failed, refused, reset and timed-out requests. They may end in a later tick than they began. */
  errors: number;
  /** Counts per bucket of the settings' edges, and one for the rest. */
  latency?: readonly number[];
  /** Requests that got any answer at all; left out where it is not known. */
  answers?: number;
  /** Running instances, where they are known. */
  instances?: number;
  /** Why the runtime calls this colour unhealthy, if it does. */
  unhealthy?: string;
}

/** @throws Error where a count is not a number of things: a bug of the caller */
export function assertCounts(counts: Counts): void {
  for (const arm of [counts.green, counts.blue]) {
    if (!(arm.requests >= 0 && arm.errors >= 0 && arm.requests < Infinity && arm.errors < Infinity))
      throw new Error(`counts must be increments of at least 0: ${JSON.stringify(arm)}`);
  }
  if (!(counts.weight >= 0 && counts.weight <= 100)) throw new Error(`weight must be a percentage: ${counts.weight}`);
  if (!Number.isFinite(counts.atMs)) throw new Error(`atMs must be a time: ${counts.atMs}`);
}
