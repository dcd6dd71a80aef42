import type { PastTick } from '../../../ports/metrics.ts';
import type { TimedCounters } from '../../../ports/router.ts';

/** What one colour's release did since its launch, thinned to a tick in ten seconds, at most a day of it. */
export interface Past {
  /** Called every `PAST_EVERY_MS`. */
  add(counters: TimedCounters, atMs: number): void;
  read(): PastTick[];
  /** What an earlier host remembered of the release that is started anew: goes on with it. Without any it is forgotten again. */
  resume(ticks: PastTick[]): void;
}

export const PAST_EVERY_MS = 10_000;
/** The epoch of a colour that nobody stands in. */
export const NOBODY = 'none';
const TICKS_MAX = 8_640;
/** Histograms are large: one a minute, for all of the minute. */
const LATENCY_EVERY_TICKS = 6;

export function createPast(): Past {
  let ticks: PastTick[] = [];
  let last: TimedCounters | undefined;
  let lastLatency: readonly number[] = [];
  let number = 0;
  let id = '';
  let resumed: PastTick[] = [];
  return {
    add(counters, atMs) {
      // Another epoch is another release, or the same one started anew: what was before says nothing of it.
      if (last?.epoch !== counters.epoch) {
        [ticks, last, lastLatency, number, id] = [[], counters, counters.latency, 0, counters.epoch];
        if (counters.epoch !== NOBODY && resumed.length > 0) {
          // To those who calibrate it is one instance, however often its host was started.
          [ticks, resumed] = [resumed, []];
          id = ticks[0]?.instances[0]?.id ?? id;
        }
        return;
      }
      number++;
      const increments = {
        id,
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
    read: () => (ticks.length === 0 ? [...resumed] : [...ticks]),
    resume: (before) => void (resumed = before),
  };
}
