import type { Counts } from './counts.ts';
import type { Silence, VerdictState } from './state.ts';

/** One slow request is no silence; so many without any answer are. */
const LEAST_REQUESTS = 3;

/** Follows how long the canary has answered nothing. Where answers are not counted there is no silence. */
export function countSilence(silence: Silence, { green, blue }: Counts, passedMs: number): Silence {
  if (green.answers === undefined || green.answers > 0) return { requests: 0, forMs: 0, baselineAnswered: false };
  const requests = silence.requests + green.requests;
  if (requests === 0) return silence;
  return {
    requests,
    forMs: silence.requests === 0 ? 0 : silence.forMs + passedMs,
    baselineAnswered: silence.baselineAnswered || (blue.answers ?? 0) > 0,
  };
}

/** A canary that is sent requests and answers none, while the baseline answers. */
export function isSilent({ silence, settings }: VerdictState): boolean {
  return (
    silence.requests >= LEAST_REQUESTS &&
    silence.forMs >= settings.silenceMs &&
    (silence.baselineAnswered || settings.baseline === 'none')
  );
}
