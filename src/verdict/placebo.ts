import { addCounts } from './buckets.ts';
import type { Calibration } from './calibration.ts';
import type { ArmCounts, Counts } from './counts.ts';
import type { HistoryTick, InstanceCounts } from './history.ts';
import type { SettingsGiven } from './settings.ts';
import { startVerdict } from './start.ts';
import type { Because } from './state.ts';
import { tick } from './tick.ts';

/** One placebo canary: an instance of the baseline against the rest, for an hour. */
export interface PlaceboRelease {
  instance: string;
  fromMs: number;
  /** Where the judge would have rolled it back. */
  alarm?: { afterMs: number; because: Because; failed: number };
}

const RELEASE_MS = 3_600_000;
const NEVER_MS = Number.MAX_SAFE_INTEGER;

/**
 * Runs the whole judge on canaries that cannot be worse, since they are the baseline: each instance against the rest, an
 * hour at a time.
 * @param change what to make of the placebo's counts before they are judged, to try bad releases on the same history
 */
export function placeboReleases(
  history: readonly HistoryTick[],
  calibration: Calibration,
  settings: SettingsGiven,
  change: (counts: InstanceCounts) => InstanceCounts = (counts) => counts,
): PlaceboRelease[] {
  const ids = [...new Set(history.flatMap(({ instances }) => instances.map(({ id }) => id)))].sort();
  if (ids.length < 2) return [];
  const hours = hoursOf(history);
  return ids.flatMap((id) => hours.map((hour) => runPlacebo(id, hour, calibration, settings, change)));
}

function runPlacebo(
  id: string,
  ticks: readonly HistoryTick[],
  calibration: Calibration,
  settings: SettingsGiven,
  change: (counts: InstanceCounts) => InstanceCounts,
): PlaceboRelease {
  const fromMs = ticks[0]?.atMs ?? 0;
  const weight = shareOf(id, ticks);
  let state = startVerdict(calibration, { ...settings, forMs: NEVER_MS, atMostMs: NEVER_MS, warmUpMs: 0 }, fromMs);
  let failed = 0;
  for (const one of ticks) {
    const counts = countsOf(one, id, weight, change);
    failed += counts.green.errors;
    state = tick(state, counts);
    if (state.decision?.verdict === 'anomaly') {
      const { because, atMs } = state.decision;
      return { instance: id, fromMs, alarm: { afterMs: atMs - fromMs, because, failed } };
    }
  }
  return { instance: id, fromMs };
}

function countsOf(
  { atMs, instances }: HistoryTick,
  id: string,
  weight: number,
  change: (counts: InstanceCounts) => InstanceCounts,
): Counts {
  const own = instances.filter((instance) => instance.id === id).map(change);
  const others = instances.filter((instance) => instance.id !== id);
  const [green, blue] = [sumArm(own), sumArm(others)];
  // Of a tick without both histograms nothing can be compared; one of them alone would only look like a gap.
  if (!green.latency || !blue.latency) [green, blue].forEach((arm) => delete arm.latency);
  return { atMs, green, blue, weight };
}

function sumArm(instances: readonly InstanceCounts[]): ArmCounts {
  const sum: ArmCounts = { requests: 0, errors: 0 };
  for (const { requests, errors, latency } of instances) {
    sum.requests += requests;
    sum.errors += errors;
    if (latency) sum.latency = sum.latency ? addCounts(sum.latency, latency) : latency;
  }
  return sum;
}

function shareOf(id: string, ticks: readonly HistoryTick[]): number {
  let [own, all] = [0, 0];
  for (const { instances } of ticks)
    for (const instance of instances) {
      all += instance.requests;
      if (instance.id === id) own += instance.requests;
    }
  return all === 0 ? 0 : (100 * own) / all;
}

function hoursOf(history: readonly HistoryTick[]): HistoryTick[][] {
  const hours = new Map<number, HistoryTick[]>();
  const fromMs = history[0]?.atMs ?? 0;
  for (const one of history) {
    const hour = Math.floor((one.atMs - fromMs) / RELEASE_MS);
    const list = hours.get(hour);
    if (list) list.push(one);
    else hours.set(hour, [one]);
  }
  return [...hours.values()];
}
