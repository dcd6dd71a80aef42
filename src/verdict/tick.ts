import { advance, marksBetween, timePassed } from './clock.ts';
import { assertCounts, type Counts } from './counts.ts';
import { decide } from './decide.ts';
import { countErrors, redrawErrors } from './errors.ts';
import { explain } from './exposure.ts';
import { countLatencies, redrawLatency } from './latency.ts';
import { countSilence } from './silence.ts';
import type { Frozen, VerdictState } from './state.ts';

/** No request on either side for longer than this is a gap in the data, not a quiet service. */
const GAP_MS = 30_000;

/**
 * Counts one tick and decides if the evidence allows. A state that has decided stays as it is.
 * @throws Error where counts are not increments of at least 0 or the histogram has other buckets: a bug of the caller
 */
export function tick(state: VerdictState, counts: Counts): VerdictState {
  assertCounts(counts);
  if (state.decision) return state;
  const passedMs = timePassed(state.clock, counts.atMs);
  if (counts.missing !== undefined) return wait(state, counts, passedMs);
  const quiet = counts.green.requests + counts.blue.requests === 0;
  const quietMs = quiet ? state.clock.quietMs + passedMs : 0;
  const exposure = explain(state.exposure, counts, passedMs, state.settings.baseline);
  const frozen: Frozen | undefined = quietMs > GAP_MS ? 'no-data' : exposure.frozen;
  const next: VerdictState = {
    ...(state.frozen === undefined ? state : thawed(state)),
    clock: advance(state.clock, counts, passedMs, quietMs, frozen !== undefined),
    exposure: exposure.next,
    silence: countSilence(state.silence, counts, passedMs),
  };
  if (frozen) next.frozen = frozen;
  return decide(frozen ? next : gather(next, state, counts, passedMs), counts);
}

function thawed({ frozen: _, ...rest }: VerdictState): VerdictState {
  return rest;
}

/** Time without counts: the evidence stands still, and only the time that is left runs on. */
function wait(state: VerdictState, counts: Counts, passedMs: number): VerdictState {
  const clock = advance(state.clock, counts, passedMs, state.clock.quietMs + passedMs, true);
  return decide({ ...state, frozen: 'no-data', clock }, counts);
}

/** Evidence of one tick that nothing speaks against. */
function gather(next: VerdictState, before: VerdictState, counts: Counts, passedMs: number): VerdictState {
  const marks = marksBetween(before.clock, next.clock);
  const redrawn = instancesChanged(before, next) ? redraw(next, before) : next;
  // One tick is counted a second for every canary: a copy less is worth the assignment.
  const gathered = { ...redrawn };
  if (redrawn.errors) gathered.errors = countErrors(redrawn, redrawn.errors, counts, marks);
  if (redrawn.latency) gathered.latency = countLatencies(redrawn, redrawn.latency, counts, marks, passedMs);
  return gathered;
}

function instancesChanged(before: VerdictState, next: VerdictState): boolean {
  const [was, is] = [before.exposure.instances, next.exposure.instances];
  return was !== undefined && is !== undefined && (was[0] !== is[0] || was[1] !== is[1]);
}

/** Other instances are another draw: what the old ones explain is settled with the spread of their number. */
function redraw(next: VerdictState, before: VerdictState): VerdictState {
  return {
    ...next,
    ...(next.errors ? { errors: redrawErrors(before, next.errors) } : {}),
    ...(next.latency ? { latency: redrawLatency(before, next.latency) } : {}),
  };
}
