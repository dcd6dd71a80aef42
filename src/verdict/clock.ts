import type { Counts } from './counts.ts';
import { RESTART_MS } from './onset.ts';
import type { Clock } from './state.ts';

/** A jump of the clock, or a watcher that was away, counts for no more than this. */
const LONGEST_TICK_MS = 60_000;
const BLOCK_MS = 10_000;

/** Time since the tick before; a clock that went back stands still. */
export function timePassed({ lastAtMs }: Clock, atMs: number): number {
  if (lastAtMs === undefined) return 0;
  return Math.min(LONGEST_TICK_MS, Math.max(0, atMs - lastAtMs));
}

export function advance(clock: Clock, counts: Counts, passedMs: number, quietMs: number, frozen: boolean): Clock {
  const started = clock.trafficMs > 0 || counts.green.requests > 0;
  return {
    startedAtMs: clock.startedAtMs ?? counts.atMs,
    lastAtMs: counts.atMs,
    elapsedMs: clock.elapsedMs + passedMs,
    observedMs: clock.observedMs + (frozen ? 0 : passedMs),
    quietMs,
    trafficMs: clock.trafficMs + (started ? passedMs : 0),
    ...(clock.before ? { before: clock.before } : {}),
  };
}

/** What falls due at the end of a tick. */
export interface Marks {
  block: boolean;
  /** Parts of the reserve that enter now, and so far with these. */
  due: number;
  restarts: number;
}

export function marksBetween(before: Clock, now: Clock): Marks {
  const block = Math.floor(now.observedMs / BLOCK_MS) > Math.floor(before.observedMs / BLOCK_MS);
  return { block, due: restarts(now) - restarts(before), restarts: restarts(now) };
}

export function restarts({ observedMs }: Clock): number {
  return Math.floor(observedMs / RESTART_MS);
}
