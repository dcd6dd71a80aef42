import { type ErrorGuard, guardErrors, type GuardTick, logNoWorse, startErrorGuard } from './error-guard.ts';
import type { ErrorSettings } from './settings.ts';
import type { VerdictState } from './state.ts';

/**
 * Evidence-paced exposure: before everything is ruled out, the worst is. Once the canary is surely not ten times worse, a
 * tenth of the users may see it, and so on; more traffic then brings the rest of the evidence sooner.
 */
const STAGES = [
  { ratio: 10, weight: 10 },
  { ratio: 5, weight: 25 },
  { ratio: 3, weight: 50 },
] as const;

/** Between two raises, in milliseconds: what one brings must have time to show. */
const LEAST_STAGE_MS = 20_000;

export function startStages(): ErrorGuard[] {
  return STAGES.map(startErrorGuard);
}

export function guardStages(
  stages: readonly ErrorGuard[],
  tick: GuardTick,
  settings: ErrorSettings,
  phi: number,
): ErrorGuard[] {
  return stages.map((guard, i) => {
    const { ratio } = STAGES[i] as (typeof STAGES)[number];
    const margin = Math.min(0.5, ((settings.marginPoints / 100) * ratio) / settings.ratio);
    return guardErrors(guard, tick, ratio, margin, phi);
  });
}

/** The weight in percent that the evidence allows next, at most the settings' `upTo`; undefined while it allows no more. */
export function nextWeight(state: VerdictState, logHarm: number): number | undefined {
  const { settings, exposure, errors } = state;
  const { weight = 0 } = exposure;
  if (settings.upTo === undefined || !errors?.stages || state.decision || state.frozen) return undefined;
  if (exposure.steadyMs < LEAST_STAGE_MS || logHarm >= Math.log(1 / settings.alpha) / 2) return undefined;
  const at = STAGES.findIndex((stage) => stage.weight > weight);
  const guard = errors.stages[at];
  if (!guard || logNoWorse(guard, 'live') < Math.log(1 / settings.beta)) return undefined;
  const next = Math.min(settings.upTo, (STAGES[at] as (typeof STAGES)[number]).weight);
  return next > weight ? next : undefined;
}
