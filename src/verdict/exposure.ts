import type { ArmCounts, Counts } from './counts.ts';
import type { Exposure, Frozen } from './state.ts';

/** Requests sent under the old weight may fail this much later. */
const SETTLING_MS = 30_000;
/** What is left of the recent requests from tick to tick. */
const FADING = 0.9;
/** A share that is off by more than chance and half of itself has a cause we do not know. */
const CHANCE_SPREADS = 6;
const ALLOWED_PART = 0.5;
const ALLOWED_REQUESTS = 10;

/** Follows weights and instances, and says whether the canary got the share that the router claims. */
export function explain(
  exposure: Exposure,
  { green, blue, weight }: Counts,
  passedMs: number,
  baseline: 'live' | 'none',
): { next: Exposure; frozen?: Frozen } {
  if (exposure.weight !== undefined && exposure.weight !== weight) {
    const shareBefore = exposure.weight / 100;
    const next: Exposure = { weight, shareBefore, settlingMs: SETTLING_MS, steadyMs: 0, recent: { green: 0, all: 0 } };
    return { next: withInstances(next, exposure, green, blue), frozen: 'weight-changed' };
  }
  const recent = {
    green: exposure.recent.green * FADING + green.requests,
    all: exposure.recent.all * FADING + green.requests + blue.requests,
  };
  const settlingMs = Math.max(0, exposure.settlingMs - passedMs);
  const next: Exposure = { weight, settlingMs, steadyMs: exposure.steadyMs + passedMs, recent };
  if (settlingMs > 0 && exposure.shareBefore !== undefined) next.shareBefore = exposure.shareBefore;
  const explained = baseline === 'none' || isExplained(recent.green, recent.all, weight / 100);
  return { next: withInstances(next, exposure, green, blue), ...(explained ? {} : { frozen: 'unexplained-share' }) };
}

/** Instances that are not told of are those of before. */
function withInstances(next: Exposure, before: Exposure, green: ArmCounts, blue: ArmCounts): Exposure {
  if (green.instances !== undefined && blue.instances !== undefined) next.instances = [green.instances, blue.instances];
  else if (before.instances) next.instances = before.instances;
  return next;
}

function isExplained(green: number, all: number, share: number): boolean {
  const chance = CHANCE_SPREADS * Math.sqrt(all * share * (1 - share));
  const allowed = chance + ALLOWED_PART * Math.min(share, 1 - share) * all + ALLOWED_REQUESTS;
  return Math.abs(green - share * all) <= allowed;
}

/** Requests by which a small tick's share is drawn to the configured one. */
const SHRINKING_REQUESTS = 1_000;

/**
 * The canary's share of the requests behind this tick's events. For a while after a change some were sent under the old
 * weight: evidence of harm takes the larger share, evidence of health the smaller, so that neither gains by the change.
 */
export function shares({ green, blue, weight }: Counts, exposure: Exposure): { harm: number; guard: number } {
  const now =
    (green.requests + SHRINKING_REQUESTS * (weight / 100)) / (green.requests + blue.requests + SHRINKING_REQUESTS);
  const before = exposure.shareBefore ?? now;
  return { harm: Math.max(now, before), guard: Math.min(now, before) };
}
