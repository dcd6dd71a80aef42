import { logWeightedSum } from './log-sum.ts';
import type { ErrorSettings } from './settings.ts';

/**
 * Evidence that the canary is *not* worse by the margin. The hypothesis to rule out is "its error rate is at least
 * `ratio` times the baseline's and at least the margin": either branch may rule it out, the first by comparing, the second
 * (for services that hardly ever fail) by the canary's own requests.
 */
export interface ErrorGuard {
  compared: number[];
  absolute: number[];
}

/** The canary's true ratio over the ratio to rule out. */
const RATIOS = [0.7, 1, 1.2];
const CLOSEST = 0.9;
/** The canary's true error rate over the margin. Most of the weight expects next to no errors: the usual release. */
const FRACTIONS = [0.03, 0.2, 0.5];
const LOG_FRACTIONS = FRACTIONS.map(Math.log);
/** Of the three ratios, then of the three fractions. */
const WEIGHTS = [0.1, 0.3, 0.1, 0.3, 0.15, 0.05];
const ALONE_WEIGHTS = [0.6, 0.25, 0.15];

export interface GuardTick {
  /** Requests of the canary and of both. */
  requests: number;
  allRequests: number;
  /** Errors of the canary and of both. */
  canary: number;
  all: number;
  share: number;
}

export function startErrorGuard(): ErrorGuard {
  return { compared: RATIOS.map(() => 0), absolute: FRACTIONS.map(() => 0) };
}

/** @param ratio what to rule out against the baseline, from `ratioToRuleOut` */
export function guardErrors(
  guard: ErrorGuard,
  tick: GuardTick,
  ratio: number,
  margin: number,
  phi: number,
): ErrorGuard {
  const { canary, all, requests } = tick;
  if (requests === 0 && all === 0) return guard;
  const worse = all === 0 ? 0 : worseShare(tick, ratio);
  return {
    compared: guard.compared.map((log, j) => {
      const effect = Math.min(CLOSEST, (RATIOS[j] as number) / ratio);
      return log + (canary * Math.log(effect) - all * Math.log1p(worse * (effect - 1))) / phi;
    }),
    absolute: guard.absolute.map((log, j) => {
      const fraction = FRACTIONS[j] as number;
      const good = Math.log((1 - fraction * margin) / (1 - margin));
      return log + (canary * (LOG_FRACTIONS[j] as number) + (requests - canary) * good) / phi;
    }),
  };
}

/**
 * The canary's least expected share of the tick's errors if its rate is `ratio` times as high. Cornfield's root bounds the
 * mean of the noncentral hypergeometric from below; where nearly everything fails there is no room to be worse, and it
 * says so, while the plain share ratio would take a shared outage for evidence of health.
 */
function worseShare({ all, share, allRequests }: GuardTick, ratio: number): number {
  const requests = Math.max(allRequests, all);
  const product = ratio * share * requests * all;
  const b = (1 - share) * requests - all + ratio * (share * requests + all);
  return (2 * product) / (b + Math.sqrt(Math.max(0, b * b - 4 * (ratio - 1) * product))) / all;
}

/** ln of the evidence that the canary is no worse. Without a baseline only its own requests speak. */
export function logNoWorse(guard: ErrorGuard, baseline: 'live' | 'none'): number {
  if (baseline === 'none') return logWeightedSum(guard.absolute, ALONE_WEIGHTS);
  return logWeightedSum(guard.compared.concat(guard.absolute), WEIGHTS);
}

/** The larger of the two: a service that fails twice in a million may double without anyone noticing. */
export function ratioToRuleOut(settings: ErrorSettings, baselineRate: number | undefined): number {
  if (baselineRate === undefined) return settings.ratio;
  return Math.max(settings.ratio, 1 + settings.marginPoints / 100 / Math.max(baselineRate, 1e-9));
}
