import type { Noise } from './count-harm.ts';

/** What the baseline's own noise allows one to conclude. Plain data; made before the canary starts. */
export interface Calibration {
  /** `none`: no history, so the figures are policy, not measurements. */
  from: 'history' | 'none';
  /** Instances of the baseline that the history shows; 0 where unknown. */
  instances: number;
  historyMs: number;
  /** Why the noise is taken to be wider than measured. */
  widened?: Widening;
  /** What was measured took so many placebo releases for harm, and was raised. */
  raisedFrom?: { phi: number; alarms: number };
  errors: MetricNoise & {
    /** Upper bound on the baseline's error rate. */
    rate?: number;
  };
  latency: MetricNoise & {
    /** The baseline's histogram over the history, by which the bets are fixed before any canary request. */
    histogram?: readonly number[];
  };
}

export interface MetricNoise extends Noise {
  /** Standard deviation of the log rate between instances; absent where sigma is policy. */
  tau?: number;
}

/** Policy without a history, not derived: events clump in threes, instances differ by 10 %. */
export const POLICY_PHI = 3;
export const POLICY_SIGMA = 0.1;

/** The calibration of an environment without a history. */
export function uncalibrated({ phi = POLICY_PHI, sigma = POLICY_SIGMA } = {}): Calibration {
  const noise = { phi, eta: 1 / phi, sigma };
  return { from: 'none', instances: 0, historyMs: 0, errors: noise, latency: noise };
}

export type Widening = 'cyclic' | 'sticky';

/** What a split that is not drawn anew for each request may hide: every twentieth request may be the heavy one. */
const WIDENED_SIGMA = 0.2;
/** Places in a cycle that differ by 30 % and are held for a minute show as much at a thousand requests a second. */
const WIDENED_PHI = 12;

/**
 * The calibration for a router whose split something about a request may decide: a fixed cycle, or clients that stick to a
 * colour. Nobody knows by how much, so the noise is taken to be wide, and the words say so.
 */
export function widen(calibration: Calibration, widened: Widening): Calibration {
  const wider = <T extends MetricNoise>({ tau: _, ...noise }: T) => {
    const phi = Math.max(noise.phi, WIDENED_PHI);
    return { ...noise, phi, eta: Math.min(noise.eta, 1 / phi), sigma: Math.max(noise.sigma, WIDENED_SIGMA) };
  };
  return { ...calibration, widened, errors: wider(calibration.errors), latency: wider(calibration.latency) };
}
