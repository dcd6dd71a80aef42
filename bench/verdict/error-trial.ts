import { type Calibration, uncalibrated } from '../../src/verdict/calibration.ts';
import { healthOf, logEvidence } from '../../src/verdict/decide.ts';
import { type Seeded, seeded } from '../../src/verdict/seeded.ts';
import { startVerdict } from '../../src/verdict/start.ts';
import { tick } from '../../src/verdict/tick.ts';
import { calibrationFor } from './error-history.ts';
import { CANARY_SHARE, type ErrorWorld, releaseOf } from './error-world.ts';
import { argoCompared, argoDocumented } from './rules/argo.ts';
import { clairvoyant } from './rules/clairvoyant.ts';
import { flaggerCompared, flaggerDocumented } from './rules/flagger.ts';
import { kayenta } from './rules/kayenta.ts';
import type { Rule, Second } from './rules/rule.ts';

export const HORIZON_SECONDS = 3_600;
const HEALTHY_FROM_SECONDS = 300;
const HEALTH_EVERY_SECONDS = 5;
const ALPHA = 0.001;
const BETA = 0.05;

/** When each rule rolled back one release, and after how many failed requests of the canary. */
export interface Outcome {
  rollbacks: Record<string, { seconds: number; failed: number }>;
  /** Seconds until our judge would have said healthy. */
  healthySeconds?: number;
}

/** Runs one release under every rule at once, all of them seeing the same requests. */
export function tryRelease(
  world: ErrorWorld,
  calibration: Calibration,
  seed: number,
  names: readonly string[],
): Outcome {
  const random = seeded(seed);
  const release = releaseOf(world, random);
  const ours = judge(calibration);
  const rules = new Map(names.map((name) => [name, ruleNamed(name, world, ours.rule, seed)]));
  const outcome: Outcome = { rollbacks: {} };
  let failed = 0;
  for (let at = 1; at <= HORIZON_SECONDS && rules.size > 0; at++) {
    const second = release(at);
    failed += second.green.errors;
    for (const [name, rule] of rules) {
      if (!rule(second)) continue;
      outcome.rollbacks[name] = { seconds: at, failed };
      rules.delete(name);
    }
  }
  const healthySeconds = ours.healthySeconds();
  return healthySeconds === undefined ? outcome : { ...outcome, healthySeconds };
}

export const OURS = 'ours';
export const OURS_UNCALIBRATED = 'ours, no history';
export const CLAIRVOYANT = 'clairvoyant';
export const RIVALS = ['Kayenta 5 a', 'Kayenta 5 b', 'Kayenta 60', 'Argo', 'Argo docs', 'Flagger', 'Flagger docs'];

function ruleNamed(name: string, world: ErrorWorld, ours: Rule, seed: number): Rule {
  const thin = (): Seeded => seeded(seed + 2 ** 40);
  switch (name) {
    case OURS:
      return ours;
    case OURS_UNCALIBRATED:
      return judge(uncalibrated()).rule;
    case CLAIRVOYANT:
      return clairvoyant(world.rate, (at) => world.rate(at) * (world.harm?.(at) ?? 1), ALPHA);
    case 'Kayenta 5 a':
      return kayenta(5, thin());
    case 'Kayenta 5 b':
      return kayenta(5);
    case 'Kayenta 60':
      return kayenta(60, thin());
    case 'Argo':
      return argoCompared();
    case 'Argo docs':
      return argoDocumented();
    case 'Flagger':
      return flaggerCompared();
    case 'Flagger docs':
      return flaggerDocumented();
    default:
      throw new Error(`no rule is called ${name}`);
  }
}

/** Our judge, never stopped by its own healthy verdict: peeking goes on for the whole hour. */
function judge(calibration: Calibration): { rule: Rule; healthySeconds: () => number | undefined } {
  const never = Number.MAX_SAFE_INTEGER;
  const settings = { latency: 'off', forMs: never, atMostMs: never, alpha: ALPHA, beta: BETA } as const;
  let state = startVerdict(calibration, settings, 0);
  let healthy: number | undefined;
  const rule = ({ at, green, blue }: Second) => {
    state = tick(state, { atMs: at * 1_000, green, blue, weight: CANARY_SHARE * 100 });
    if (healthy === undefined && at >= HEALTHY_FROM_SECONDS && at % HEALTH_EVERY_SECONDS === 0) {
      const calm = logEvidence(state).total < Math.log(1 / ALPHA) / 2;
      if (calm && (healthOf(state).errors ?? -Infinity) >= Math.log(1 / BETA)) healthy = at;
    }
    return state.decision?.verdict === 'anomaly';
  };
  return { rule, healthySeconds: () => healthy };
}

/** Calibrations to draw from; a day of history costs as much as many releases. */
export function calibrationsFor(world: ErrorWorld, count: number, seed: number, hours?: number): Calibration[] {
  const { harm: _, ...before } = world;
  return Array.from({ length: count }, (__, i) => calibrationFor(before, seeded(seed + i), hours));
}
