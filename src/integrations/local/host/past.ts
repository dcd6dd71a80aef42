import type { PastTick } from '../../../ports/metrics.ts';
import type { TimedCounters } from '../../../ports/router.ts';

/** What one colour's release did since its launch, thinned to a tick in ten seconds, at most a day of it. In memory only. */
export interface Past {
  /** Called every `PAST_EVERY_MS`. */
  add(counters: TimedCounters, atMs: number): void;
  read(): PastTick[];
}

export const PAST_EVERY_MS = 10_000;
const TICKS_MAX = 8_640;
/** Histograms are large: one a minute, for all of the minute. */
const LATENCY_EVERY_TICKS = 6;

export function createPast(): Past {
  let ticks: PastTick[] = [];
  let last: TimedCounters | undefined;
  let lastLatency: readonly number[] = [];
  let number = 0;
  return {
    add(counters, atMs) {
      // Another epoch is another release, or the same one started anew: what was before says nothing of it.
      if (last?.epoch !== counters.epoch) {
        [ticks, last, lastLatency, number] = [[], counters, counters.latency, 0];
        return;
      }
      number++;
      const increments = {
        id: counters.epoch,
        requests: counters.requests - last.requests,
        errors: counters.errors - last.errors,
      };
      const withLatency = number % LATENCY_EVERY_TICKS === 0;
      const latency = counters.latency.map((count, bucket) => count - (lastLatency[bucket] ?? 0));
      ticks.push({ atMs, instances: [withLatency ? { ...increments, latency } : increments] });
      if (withLatency) lastLatency = counters.latency;
      if (ticks.length > TICKS_MAX) ticks.shift();
      last = counters;
    },
    read: () => [...ticks],
  };
}
