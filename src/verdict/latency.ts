import { countAbsolute, logAbsolute, restartAbsolute, startAbsoluteHarm } from './absolute-harm.ts';
import { addCounts, bucketOf, total } from './buckets.ts';
import { type Marks, restarts } from './clock.ts';
import type { Counts } from './counts.ts';
import { guardErrors, logNoWorse, startErrorGuard } from './error-guard.ts';
import { guardLatency, logNotSlower, startLatencyGuard } from './latency-guard.ts';
import { closeLatencyBlock, countLatency, logLatencyHarm, restartLatency, startLatencyHarm } from './latency-harm.ts';
import { planOf } from './latency-plan.ts';
import { noiseOf } from './noise.ts';
import type { LatencySettings } from './settings.ts';
import { redrawSpread } from './spread.ts';
import type { LatencyJudged, VerdictState } from './state.ts';

/** A block is judged with so many requests of both sides, or after so long. */
const BLOCK_REQUESTS = 100;
const LONGEST_BLOCK_MS = 60_000;
/** Requests of the baseline by which the bets are fixed where there is no history. */
export const LEARNING_REQUESTS = 500;
/** Without a baseline: how many requests in a hundred may take longer than the limit of the 99th percentile. */
const OVER_LIMIT = 0.01;

/** Counts one tick's histograms. Cold starts make every release slow at first, so nothing counts before the warm-up is over. */
export function countLatencies(
  state: VerdictState,
  latency: LatencyJudged,
  { green, blue }: Counts,
  marks: Marks,
  passedMs: number,
): LatencyJudged {
  const settings = state.settings.latency as LatencySettings;
  if (!green.latency || !blue.latency) return latency;
  for (const counts of [green.latency, blue.latency])
    if (counts.length !== settings.edgesMs.length + 1)
      throw new Error(`the histogram has ${counts.length} buckets, the settings ${settings.edgesMs.length + 1}`);
  const warm = state.clock.trafficMs > state.settings.warmUpMs;
  if (state.settings.baseline === 'none') return warm ? judgeAlone(state, latency, green.latency, marks) : latency;
  if (!latency.baseline) return learn(latency, blue.latency);
  if (!warm || state.exposure.shareBefore !== undefined) return latency;
  return judge(state, fill(latency, green.latency, blue.latency, passedMs), marks);
}

export function redrawLatency(state: VerdictState, latency: LatencyJudged): LatencyJudged {
  const { harm, baseline } = latency;
  if (!harm || !baseline) return latency;
  const { sigma } = noiseOf(state, 'latency');
  const { scores } = planOf(state.settings.latency as LatencySettings, baseline);
  const spreads = harm.spreads.map((spread, i) => redrawSpread(spread, scores.spread[i]?.at ?? [], sigma));
  return { ...latency, harm: { ...harm, spreads } };
}

/** ln of the evidence that the canary is slower. */
export function latencyHarm(state: VerdictState, latency: LatencyJudged): number {
  if (latency.absolute) return logAbsolute(latency.absolute, restarts(state.clock));
  if (!latency.harm || !latency.baseline) return 0;
  const { scores } = planOf(state.settings.latency as LatencySettings, latency.baseline);
  return logLatencyHarm(latency.harm, restarts(state.clock), scores, noiseOf(state, 'latency'));
}

/** ln of the evidence, per quantile that guards, that the canary is not slower by its margin. */
export function latencyHealth(state: VerdictState, latency: LatencyJudged): { p50?: number; p99?: number } {
  const { p50, p99, limitP99Ms } = state.settings.latency as LatencySettings;
  if (state.settings.baseline === 'none') {
    if (limitP99Ms === undefined) return {};
    return { p99: latency.absoluteGuard ? logNoWorse(latency.absoluteGuard, 'none') : 0 };
  }
  return {
    ...(p50 === 'off' ? {} : { p50: latency.p50 ? logNotSlower(latency.p50) : 0 }),
    ...(p99 === 'off' ? {} : { p99: latency.p99 ? logNotSlower(latency.p99) : 0 }),
  };
}

function learn(latency: LatencyJudged, blue: readonly number[]): LatencyJudged {
  const learned = addCounts(latency.learned, blue);
  if (total(learned) < LEARNING_REQUESTS) return { ...latency, learned };
  return { ...latency, learned: learned.map(() => 0), baseline: learned };
}

function fill(
  latency: LatencyJudged,
  green: readonly number[],
  blue: readonly number[],
  passedMs: number,
): LatencyJudged {
  const { block } = latency;
  return {
    ...latency,
    block: { green: addCounts(block.green, green), blue: addCounts(block.blue, blue), ms: block.ms + passedMs },
  };
}

function judge(state: VerdictState, latency: LatencyJudged, marks: Marks): LatencyJudged {
  const noise = noiseOf(state, 'latency');
  const { block, baseline } = latency;
  const full = total(block.green) + total(block.blue) >= BLOCK_REQUESTS || block.ms >= LONGEST_BLOCK_MS;
  const counted = full ? judgeBlock(state, latency, baseline as readonly number[]) : latency;
  if (!counted.harm) return counted;
  const closed = marks.block ? closeLatencyBlock(counted.harm, noise) : counted.harm;
  return { ...counted, harm: marks.due > 0 ? restartLatency(closed, marks) : closed };
}

function judgeBlock(state: VerdictState, latency: LatencyJudged, baseline: readonly number[]): LatencyJudged {
  const { green, blue } = latency.block;
  const { phi, ...noise } = noiseOf(state, 'latency');
  const { scores, tolerate, p50, p99 } = planOf(state.settings.latency as LatencySettings, baseline);
  const none = green.map(() => 0);
  return {
    ...latency,
    block: { green: none, blue: none, ms: 0 },
    harm: countLatency(latency.harm ?? startLatencyHarm(scores), tolerate(green), blue, scores, { phi, ...noise }),
    ...(p50 ? { p50: guardLatency(latency.p50 ?? startLatencyGuard(), green, blue, p50, phi) } : {}),
    ...(p99 ? { p99: guardLatency(latency.p99 ?? startLatencyGuard(), green, blue, p99, phi) } : {}),
    green: addCounts(latency.green, green),
    blue: addCounts(latency.blue, blue),
  };
}

function judgeAlone(
  state: VerdictState,
  latency: LatencyJudged,
  green: readonly number[],
  marks: Marks,
): LatencyJudged {
  const { limitP99Ms, edgesMs } = state.settings.latency as LatencySettings;
  if (limitP99Ms === undefined) return latency;
  const requests = total(green);
  const slow = total(green.slice(bucketOf(edgesMs, limitP99Ms) + 1));
  const { phi } = noiseOf(state, 'latency');
  const absolute = countAbsolute(latency.absolute ?? startAbsoluteHarm(), requests, slow, OVER_LIMIT, phi);
  const guardTick = { requests, allRequests: requests, canary: slow, all: slow, share: 1 };
  return {
    ...latency,
    absolute: marks.due > 0 ? restartAbsolute(absolute, marks) : absolute,
    absoluteGuard: guardErrors(latency.absoluteGuard ?? startErrorGuard(), guardTick, 2, OVER_LIMIT, phi),
    green: addCounts(latency.green, green),
  };
}
