import { completeSettings, type SettingsGiven } from './settings.ts';
import { startVerdict } from './start.ts';
import type { VerdictState } from './state.ts';

/**
 * Goes on where an earlier monitor of the same canary ended: all monitors of one environment in one run are one judgement
 * with one alpha, or every further one would be another chance of a false alarm. The least and the most time count anew;
 * a metric that was not judged before starts now.
 * @param before the state of the earlier monitor, decided or not
 * @param nowMs when the new one starts to count
 */
export function continueVerdict(before: VerdictState, given: SettingsGiven, nowMs: number): VerdictState {
  const { alpha } = before.settings;
  const settings = { ...completeSettings(given), alpha, baseline: before.settings.baseline };
  const { decision: _, frozen: __, errors, latency, ...rest } = before;
  const fresh = startVerdict(before.calibration, settings, nowMs);
  const { elapsedMs, observedMs } = before.clock;
  return {
    ...rest,
    settings: fresh.settings,
    clock: { ...before.clock, lastAtMs: nowMs, quietMs: 0, before: { elapsedMs, observedMs } },
    silence: fresh.silence,
    ...(fresh.errors ? { errors: { ...fresh.errors, ...errors } } : {}),
    ...(fresh.latency ? { latency: latency ?? fresh.latency } : {}),
  };
}
