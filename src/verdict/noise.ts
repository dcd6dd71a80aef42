import type { Noise } from './count-harm.ts';
import type { VerdictState } from './state.ts';

/** Equal instances never differ by less than this: it guards against a history that was too calm. */
const LEAST_SIGMA = { errors: 0.02, latency: 0.003 } as const;
/** The spread is estimated from few instances: a fifth more than measured. */
const SPREAD_ALLOWANCE = 1.2;

/** A metric's noise with the instances that run now: the fewer, the more luck decides how they compare. */
export function noiseOf({ calibration, exposure, settings }: VerdictState, metric: 'errors' | 'latency'): Noise {
  const noise = calibration[metric];
  if (noise.tau === undefined || !exposure.instances || settings.sigma !== undefined) return noise;
  return { ...noise, sigma: sigmaFor(noise.tau, exposure.instances, metric) };
}

export function sigmaFor(tau: number, [green, blue]: readonly [number, number], metric: 'errors' | 'latency'): number {
  const spread = Math.sqrt(1 / Math.max(1, green) + 1 / Math.max(1, blue));
  return Math.max(LEAST_SIGMA[metric], SPREAD_ALLOWANCE * tau * spread);
}
