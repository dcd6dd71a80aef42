import { type Calibration, type MetricNoise, POLICY_PHI, POLICY_SIGMA } from '../calibration.ts';
import type { CalibrationGiven } from './counts-line.ts';

/** A whole calibration from what was given of it; policy stands in for the rest. */
export function calibrationOf(given: CalibrationGiven = {}): Calibration {
  const { errors = {}, latency = {} } = given;
  return {
    from: given.from ?? (Object.keys(given).length > 0 ? 'history' : 'none'),
    instances: given.instances ?? 0,
    historyMs: given.historyMs ?? 0,
    ...(given.raisedFrom ? { raisedFrom: given.raisedFrom } : {}),
    ...(given.widened ? { widened: given.widened } : {}),
    errors: { ...noiseOf({ ...given, ...errors }), ...(errors.rate === undefined ? {} : { rate: errors.rate }) },
    latency: {
      ...noiseOf({ ...given, ...latency }),
      ...(latency.histogram ? { histogram: latency.histogram } : {}),
    },
  };
}

function noiseOf({ phi = POLICY_PHI, eta, sigma = POLICY_SIGMA, tau }: NoiseGiven): MetricNoise {
  return { phi, eta: eta ?? 1 / phi, sigma, ...(tau === undefined ? {} : { tau }) };
}

type NoiseGiven = Pick<CalibrationGiven, 'phi' | 'eta' | 'sigma' | 'tau'>;
