import { completeSettings, type SettingsGiven } from './settings.ts';
import { startStages } from './stages.ts';
import { assertGuarded } from './start.ts';
import type { VerdictState } from './state.ts';

/**
 * The next monitor of the same canary, or a hold-back after promotion. The evidence goes on, so that however many
 * monitors a run has, together they roll back a good release no more often than one; only the times start anew. An
 * anomaly stays one.
 */
export function continueVerdict(state: VerdictState, given: SettingsGiven): VerdictState {
  if (state.decision?.verdict === 'anomaly') return state;
  const settings = completeSettings(given);
  assertGuarded(settings);
  const { decision: _, frozen: __, ...going } = state;
  const { errors } = state;
  const paced = settings.upTo !== undefined && settings.baseline === 'live' && errors && !errors.stages;
  return {
    ...going,
    ...(paced ? { errors: { ...errors, stages: startStages() } } : {}),
    // What was bet under one set of margins cannot be settled under another; the bound on false rollbacks spans them all.
    settings: {
      ...state.settings,
      forMs: settings.forMs,
      atMostMs: settings.atMostMs,
      silenceMs: settings.silenceMs,
      ...(settings.upTo === undefined ? {} : { upTo: settings.upTo }),
    },
    clock: { ...state.clock, before: { elapsedMs: state.clock.elapsedMs, observedMs: state.clock.observedMs } },
  };
}
