import { HARM, NO_HARM, PACED } from './error-scenarios.ts';
import {
  calibrationsFor,
  CLAIRVOYANT,
  OURS,
  OURS_UNCALIBRATED,
  type Outcome,
  RIVALS,
  tryRelease,
} from './error-trial.ts';
import { EQUALLY_FAST, SLOWER } from './latency-scenarios.ts';
import {
  LATENCY_OURS,
  LATENCY_RIVALS,
  LATENCY_UNCALIBRATED,
  type LatencyOutcome,
  latencyCalibrations,
  tryLatency,
} from './latency-trial.ts';
import { tryPaced } from './paced-trial.ts';

/** One line of a table: a world, the rules that are tried on it, and a way to run any one release by its seed. */
export interface Line {
  suite: 'errors, no harm' | 'errors, harm' | 'errors, paced' | 'latency, no harm' | 'latency, harm';
  name: string;
  rules: readonly string[];
  /** From when the release is worse, in seconds. */
  from: number;
  /** Canary requests that any rule needs, where known. */
  limit?: number;
  /** Calibrates, then returns what one seed's release came to. */
  prepare: (calibrations: number, hours: number) => (seed: number) => Result;
}

/** What one release came to under every rule. */
export interface Result {
  /** Seconds, and the price: failed requests of the canary, or in latency suites its requests. */
  rollbacks: Record<string, { seconds: number; price: number }>;
  healthySeconds: Record<string, number>;
  /** Our judge was tried without the other rules. */
  alone?: true;
}

/** Rare false alarms need many more releases than the other rules do to show what they are. */
const RIVALS_UP_TO_SEED = 2_000;

const CALIBRATION_SEED = 9_000_000;

export function lines(): Line[] {
  return [
    ...NO_HARM.map((world) => errorLine('errors, no harm', world, [OURS, OURS_UNCALIBRATED, ...RIVALS])),
    ...HARM.map((world) => errorLine('errors, harm', world, [CLAIRVOYANT, OURS, OURS_UNCALIBRATED, ...RIVALS])),
    ...PACED.map(pacedLine),
    ...EQUALLY_FAST.map((world) => latencyLine('latency, no harm', world)),
    ...SLOWER.map((world) => latencyLine('latency, harm', world)),
  ];
}

function errorLine(suite: Line['suite'], world: (typeof HARM)[number], rules: readonly string[]): Line {
  return {
    suite,
    name: world.name,
    rules,
    from: world.from ?? 0,
    prepare(count, hours) {
      const calibrations = calibrationsFor(world, count, CALIBRATION_SEED, hours);
      return (seed) => {
        const alone = suite === 'errors, no harm' && seed >= RIVALS_UP_TO_SEED;
        const result = priced(tryRelease(world, pick(calibrations, seed), seed, alone ? [OURS] : rules));
        return alone ? { ...result, alone } : result;
      };
    },
  };
}

function pacedLine(world: (typeof PACED)[number]): Line {
  return {
    suite: 'errors, paced',
    name: world.name,
    rules: [OURS],
    from: 0,
    prepare(count, hours) {
      const calibrations = calibrationsFor(world, count, CALIBRATION_SEED, hours);
      return (seed) => priced(tryPaced(world, pick(calibrations, seed), seed));
    },
  };
}

function latencyLine(suite: Line['suite'], world: (typeof SLOWER)[number]): Line {
  const rules = [LATENCY_OURS, LATENCY_UNCALIBRATED, ...LATENCY_RIVALS];
  return {
    suite,
    name: world.name,
    rules,
    from: world.from ?? 0,
    ...(world.limit === undefined ? {} : { limit: world.limit }),
    prepare(count, hours) {
      const calibrations = latencyCalibrations(world, count, CALIBRATION_SEED, hours);
      return (seed) => pricedLatency(tryLatency(world, pick(calibrations, seed), seed, rules));
    },
  };
}

function pick<T>(list: readonly T[], seed: number): T {
  return list[seed % list.length] as T;
}

function priced({ rollbacks, healthySeconds }: Outcome): Result {
  const entries = Object.entries(rollbacks).map(([rule, { seconds, failed }]) => [rule, { seconds, price: failed }]);
  return {
    rollbacks: Object.fromEntries(entries),
    healthySeconds: healthySeconds === undefined ? {} : { errors: healthySeconds },
  };
}

function pricedLatency({ rollbacks, healthySeconds }: LatencyOutcome): Result {
  const entries = Object.entries(rollbacks).map(([rule, { seconds, requests }]) => [
    rule,
    { seconds, price: requests },
  ]);
  return { rollbacks: Object.fromEntries(entries), healthySeconds: { ...healthySeconds } };
}
