import { mostHarm } from './count-harm.ts';
import type { Counts } from './counts.ts';
import { errorHarm, errorHealth } from './errors.ts';
import { latencyHarm, latencyHealth } from './latency.ts';
import { logWeightedSum } from './log-sum.ts';
import { isSilent } from './silence.ts';
import type { Because, Decision, VerdictState } from './state.ts';

/** Ends the judgement where the evidence, the canary's state or the time allows. The order of the questions is the law. */
export function decide(state: VerdictState, counts: Counts): VerdictState {
  const decision = decisionOf(state, counts);
  return decision ? { ...state, decision } : state;
}

function decisionOf(state: VerdictState, { green, atMs }: Counts): Decision | undefined {
  const { settings, clock } = state;
  const before = clock.before ?? { elapsedMs: 0, observedMs: 0 };
  if (green.unhealthy !== undefined) return { verdict: 'anomaly', because: 'unhealthy', atMs, detail: green.unhealthy };
  if (isSilent(state)) return { verdict: 'anomaly', because: 'no-answers', atMs };
  const boundary = Math.log(1 / settings.alpha);
  const harm = isSurelyCalm(state, boundary / 2) ? { total: -Infinity } : logEvidence(state);
  if (harm.total >= boundary) return { verdict: 'anomaly', because: blame(state, harm), atMs };
  const long = clock.observedMs - before.observedMs >= settings.forMs;
  if (
    !settings.harmOnly &&
    !state.frozen &&
    long &&
    harm.total < boundary / 2 &&
    leastHealth(state) >= Math.log(1 / settings.beta)
  )
    return { verdict: 'healthy', because: 'no-worse', atMs };
  if (clock.elapsedMs - before.elapsedMs >= settings.atMostMs)
    return settings.harmOnly
      ? { verdict: 'healthy', because: 'no-harm', atMs }
      : { verdict: 'inconclusive', because: 'time-up', atMs };
  return undefined;
}

/** Most ticks need no evidence of harm to the last digit: a bound on it will do. */
function isSurelyCalm({ errors, latency }: VerdictState, limit: number): boolean {
  return latency === undefined && errors?.harm !== undefined && mostHarm(errors.harm) < limit;
}

export interface Harm {
  total: number;
  errors?: number;
  latency?: number;
}

/** ln of the evidence of harm: the mean over the metrics, valid however they depend on one another. */
export function logEvidence(state: VerdictState): Harm {
  const errors = state.errors && errorHarm(state, state.errors);
  const latency = state.latency && latencyHarm(state, state.latency);
  const logs = [errors, latency].filter((log) => log !== undefined);
  return {
    total: logWeightedSum(
      logs,
      logs.map(() => 1 / logs.length),
    ),
    ...(errors === undefined ? {} : { errors }),
    ...(latency === undefined ? {} : { latency }),
  };
}

/** ln of the evidence of health per guard. Every one must speak for the canary. */
export function healthOf(state: VerdictState): { errors?: number; p50?: number; p99?: number } {
  return {
    ...(state.errors ? { errors: errorHealth(state, state.errors) } : {}),
    ...(state.latency ? latencyHealth(state, state.latency) : {}),
  };
}

function leastHealth(state: VerdictState): number {
  // Mostly errors alone are judged, once a second for every canary.
  if (state.errors && !state.latency) return errorHealth(state, state.errors);
  return Math.min(...Object.values(healthOf(state)));
}

function blame(state: VerdictState, { errors = -Infinity, latency = -Infinity }: Harm): Because {
  const boundary = Math.log(1 / state.settings.alpha);
  if (state.settings.baseline === 'none') return 'over-limit';
  if (errors >= boundary && errors >= latency) return 'more-errors';
  return latency >= boundary ? 'slower' : 'several-metrics';
}
