/** The baseline before the canary, tick by tick and instance by instance. Counts are increments. */
export interface HistoryTick {
  /** Milliseconds since 1970 at the end of the tick. */
  atMs: number;
  instances: readonly InstanceCounts[];
}

export interface InstanceCounts {
  id: string;
  requests: number;
  errors: number;
  /** Counts per bucket, as in the settings. May come on every tenth tick only, for all the time since the one before. */
  latency?: readonly number[];
}

/** Requests and what was counted among them, of one instance over some time. */
export interface Tally {
  requests: number;
  events: number;
}

/** One tick's tallies by instance. */
export interface TallyTick {
  atMs: number;
  tallies: ReadonlyMap<string, Tally>;
}

/** Everything an instance did in a history. */
export function totals(ticks: Iterable<TallyTick>): Map<string, Tally> {
  const all = new Map<string, Tally>();
  for (const { tallies } of ticks) for (const [id, tally] of tallies) all.set(id, addTally(all.get(id), tally));
  return all;
}

export function addTally(a: Tally | undefined, b: Tally): Tally {
  return { requests: (a?.requests ?? 0) + b.requests, events: (a?.events ?? 0) + b.events };
}

export function sumOf(tallies: Iterable<Tally>): Tally {
  let sum: Tally = { requests: 0, events: 0 };
  for (const tally of tallies) sum = addTally(sum, tally);
  return sum;
}
