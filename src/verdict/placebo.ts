import type { Calibration, MetricNoise } from './calibration.ts';
import { addCounts } from './buckets.ts';
import type { ArmCounts, Counts } from './counts.ts';
import type { HistoryTick } from './history.ts';
import type { Seeded } from './seeded.ts';
import type { SettingsGiven } from './settings.ts';
import { completeSettings } from './settings.ts';
import { slowed } from './slowed.ts';
import { startVerdict } from './start.ts';
import type { Verdict } from './state.ts';
import { tick } from './tick.ts';

/** A release that never was: one instance of the baseline judged against the rest, over some of its past. */
export interface PlaceboRun {
  instance: string;
  startedAtMs: number;
  verdict: Verdict;
  /** Until the verdict, in seconds. */
  seconds: number;
  /** Requests of the instance that failed until then. */
  failed: number;
}

/** Makes the instance worse. */
export interface SeededHarm {
  /** How many times as many errors as before, at the rate of all. */
  ratio?: number;
  /** How many times as long as before every request takes. */
  slower?: number;
  random: Seeded;
}

/**
 * Judges every instance against the rest, over and over through a history, as long as a monitor would at most.
 * With `harm`, as bad releases: an anomaly is then a catch, without it a false alarm.
 */
export function placeboRuns(
  history: readonly HistoryTick[],
  calibration: Calibration,
  given: SettingsGiven,
  harm?: SeededHarm,
): PlaceboRun[] {
  const settings = { ...given, errors: given.errors === 'off' ? {} : (given.errors ?? {}) };
  const { atMostMs, forMs } = completeSettings(settings);
  return windowsOf(history, atMostMs, forMs).flatMap((window) => {
    const ids = [...new Set(window.ticks.flatMap(({ instances }) => instances.map(({ id }) => id)))].sort();
    return ids.length < 2 ? [] : ids.map((id) => placeboRun(window, id, calibration, settings, harm));
  });
}

interface Window {
  fromMs: number;
  ticks: readonly HistoryTick[];
}

/** Pieces of a history as long as a judgement lasts at most; one at the end that is shorter than the least time is left out. */
function windowsOf(history: readonly HistoryTick[], lengthMs: number, leastMs: number): Window[] {
  const first = history[0];
  if (!first) return [];
  const windows = new Map<number, HistoryTick[]>();
  for (const each of history.slice(1)) {
    const index = Math.floor((each.atMs - first.atMs - 1) / lengthMs);
    const window = windows.get(index) ?? [];
    if (window.length === 0) windows.set(index, window);
    window.push(each);
  }
  return [...windows]
    .map(([index, ticks]) => ({ fromMs: first.atMs + index * lengthMs, ticks }))
    .filter(({ fromMs, ticks }) => (ticks.at(-1)?.atMs ?? 0) - fromMs >= leastMs);
}

function placeboRun(
  { fromMs, ticks }: Window,
  id: string,
  calibration: Calibration,
  settings: SettingsGiven,
  harm: SeededHarm | undefined,
): PlaceboRun {
  const weight = shareOf(ticks, id) * 100;
  const edgesMs = settings.latency === 'off' ? undefined : settings.latency.edgesMs;
  let state = startVerdict(calibration, settings, fromMs);
  let failed = 0;
  for (const each of ticks) {
    const counts = countsOf(each, id, weight, edgesMs, harm);
    failed += counts.green.errors;
    state = tick(state, counts);
    if (state.decision) break;
  }
  const { verdict = 'inconclusive' } = state.decision ?? {};
  return { instance: id, startedAtMs: fromMs, verdict, seconds: state.clock.elapsedMs / 1_000, failed };
}

function shareOf(ticks: readonly HistoryTick[], id: string): number {
  let [own, all] = [0, 0];
  for (const { instances } of ticks) {
    for (const each of instances) {
      all += each.requests;
      if (each.id === id) own += each.requests;
    }
  }
  return all === 0 ? 0 : own / all;
}

function countsOf(
  { atMs, instances }: HistoryTick,
  id: string,
  weight: number,
  edgesMs: readonly number[] | undefined,
  harm: SeededHarm | undefined,
): Counts {
  const green: ArmCounts = { requests: 0, errors: 0, instances: 1 };
  const blue: ArmCounts = { requests: 0, errors: 0, instances: Math.max(1, instances.length - 1) };
  for (const each of instances) {
    const arm = each.id === id ? green : blue;
    arm.requests += each.requests;
    arm.errors += each.errors;
    if (edgesMs && each.latency) arm.latency = addCounts(each.latency, arm.latency ?? []);
  }
  const requests = green.requests + blue.requests;
  if (harm?.ratio !== undefined && requests > 0) {
    const rate = (green.errors + blue.errors) / requests;
    const more = harm.random.poisson(green.requests * rate * (harm.ratio - 1));
    green.errors = Math.min(Math.max(green.requests, green.errors), green.errors + more);
  }
  if (harm?.slower !== undefined && edgesMs && green.latency)
    green.latency = slowed(green.latency, edgesMs, harm.slower, harm.random);
  return { atMs, green, blue, weight };
}

/** What the gate found when it tried itself on the past. */
export interface Proven {
  calibration: Calibration;
  /** Placebo releases that were judged, and those that a first try took for harm. */
  placebos: number;
  alarms: number;
}

const RAISE = 1.5;
const RAISES_MAX = 12;
/** Trying longer than this would hold up the release: the newest part of the history is tried. */
const TICKS_TRIED_MAX = 400_000;

/**
 * Tries the judge on placebo releases before it is armed. Where it takes any for harm, its calibration was too calm: the noise
 * is raised until it takes none, and the record says so.
 */
export function prove(calibration: Calibration, history: readonly HistoryTick[], settings: SettingsGiven): Proven {
  const recent = history.slice(-Math.floor(TICKS_TRIED_MAX / Math.max(1, calibration.instances)));
  const alarmsWith = (tried: Calibration) => {
    const runs = placeboRuns(recent, tried, settings);
    return { placebos: runs.length, alarms: runs.filter(({ verdict }) => verdict === 'anomaly').length };
  };
  const first = alarmsWith(calibration);
  if (first.alarms === 0) return { calibration, ...first };
  let raised = calibration;
  for (let times = 0; times < RAISES_MAX; times++) {
    raised = raise(raised);
    if (alarmsWith(raised).alarms === 0) break;
  }
  return { calibration: { ...raised, raisedFrom: { phi: calibration.errors.phi, alarms: first.alarms } }, ...first };
}

function raise(calibration: Calibration): Calibration {
  return { ...calibration, errors: noisier(calibration.errors), latency: noisier(calibration.latency) };
}

function noisier<T extends MetricNoise>(noise: T): T {
  const { phi, eta, sigma, tau } = noise;
  return {
    ...noise,
    phi: phi * RAISE,
    eta: eta / RAISE,
    sigma: sigma * RAISE,
    ...(tau === undefined ? {} : { tau: tau * RAISE }),
  };
}
