import type { Calibration } from '../../src/verdict/calibration.ts';
import { seeded } from '../../src/verdict/seeded.ts';
import { startVerdict } from '../../src/verdict/start.ts';
import { tick } from '../../src/verdict/tick.ts';
import { verdict } from '../../src/verdict/verdict.ts';
import { HORIZON_SECONDS, type Outcome, OURS } from './error-trial.ts';
import { CANARY_SHARE, type ErrorWorld, releaseOf } from './error-world.ts';

const UP_TO = 50;
const LOOK_EVERY_SECONDS = 5;

/** Runs one release whose weight follows the evidence, with the monitor's own defaults, to its verdict. */
export function tryPaced(world: ErrorWorld, calibration: Calibration, seed: number): Outcome {
  const release = releaseOf(world, seeded(seed));
  let state = startVerdict(calibration, { latency: 'off', upTo: UP_TO }, 0);
  let weight = CANARY_SHARE * 100;
  let failed = 0;
  for (let at = 1; at <= HORIZON_SECONDS && !state.decision; at++) {
    const { green, blue } = release(at, weight / 100);
    failed += green.errors;
    state = tick(state, { atMs: at * 1_000, green, blue, weight });
    if (at % LOOK_EVERY_SECONDS === 0) weight = verdict(state).nextWeight ?? weight;
    if (state.decision?.verdict === 'anomaly') return { rollbacks: { [OURS]: { seconds: at, failed } } };
    if (state.decision?.verdict === 'healthy') return { rollbacks: {}, healthySeconds: at };
  }
  return { rollbacks: {} };
}
