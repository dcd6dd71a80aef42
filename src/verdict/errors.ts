import { type Marks, restarts } from './clock.ts';
import { countAbsolute, logAbsolute, restartAbsolute } from './absolute-harm.ts';
import type { Counts } from './counts.ts';
import { type Betting, closeBlock, type CountTick, countHarm, logHarm, type Noise, restartHarm } from './count-harm.ts';
import { guardErrors, logNoWorse, ratioToRuleOut } from './error-guard.ts';
import { shares } from './exposure.ts';
import { noiseOf } from './noise.ts';
import { redraw } from './lottery.ts';
import { guardStages } from './stages.ts';
import type { ErrorSettings } from './settings.ts';
import type { ErrorsJudged, Seen, VerdictState } from './state.ts';

/** Counts one tick's errors as evidence of harm and of health. */
export function countErrors(state: VerdictState, errors: ErrorsJudged, counts: Counts, marks: Marks): ErrorsJudged {
  const settings = state.settings.errors as ErrorSettings;
  const noise = noiseOf(state, 'errors');
  const share = shares(counts, state.exposure);
  const { green, blue } = counts;
  const all = green.errors + blue.errors;
  const first = state.settings.baseline === 'none';
  const margin = (first ? settings.limitPercent : settings.marginPoints) / 100;
  const ratio = ratioToRuleOut(settings, state.calibration.errors.rate);
  const guardTick = {
    requests: green.requests,
    allRequests: green.requests + blue.requests,
    canary: green.errors,
    all: first ? green.errors : all,
    share: share.guard,
  };
  const next: ErrorsJudged = { ...errors, green: addSeen(errors.green, green), blue: addSeen(errors.blue, blue) };
  if (errors.harm) {
    const tick = { canary: green.errors, all, share: share.harm };
    next.harm = addHarm(errors.harm, tick, noise, bettingOf(state, marks), marks);
  }
  if (errors.absolute) next.absolute = addAbsolute(errors.absolute, green, margin, noise, marks);
  if (share.guard > 0) {
    next.guard = guardErrors(errors.guard, guardTick, ratio, margin, noise.phi);
    if (errors.stages) next.stages = guardStages(errors.stages, guardTick, settings, noise.phi);
  }
  return next;
}

export function redrawErrors(state: VerdictState, errors: ErrorsJudged): ErrorsJudged {
  if (!errors.harm) return errors;
  const lottery = redraw(errors.harm.lottery, noiseOf(state, 'errors').sigma);
  return { ...errors, harm: { ...errors.harm, lottery } };
}

/** ln of the evidence that the canary fails more. */
export function errorHarm(state: VerdictState, errors: ErrorsJudged): number {
  if (errors.absolute) return logAbsolute(errors.absolute, restarts(state.clock));
  return errors.harm ? logHarm(errors.harm, restarts(state.clock), noiseOf(state, 'errors')) : 0;
}

/** ln of the evidence that it does not, by the margin. */
export function errorHealth(state: VerdictState, errors: ErrorsJudged): number {
  return logNoWorse(errors.guard, state.settings.baseline);
}

/** With two metrics, errors alone must earn twice as much to end the judgement. */
function bettingOf({ settings, latency }: VerdictState, marks: Marks): Betting {
  return { restarts: marks.restarts - marks.due, logEnough: Math.log((latency ? 2 : 1) / settings.alpha) };
}

function addHarm(
  harm: NonNullable<ErrorsJudged['harm']>,
  tick: CountTick,
  noise: Noise,
  betting: Betting,
  marks: Marks,
): NonNullable<ErrorsJudged['harm']> {
  const counted = tick.share > 0 ? countHarm(harm, tick, noise, betting) : harm;
  const closed = marks.block ? closeBlock(counted, noise) : counted;
  return marks.due > 0 ? restartHarm(closed, marks) : closed;
}

function addAbsolute(
  harm: NonNullable<ErrorsJudged['absolute']>,
  { requests, errors }: Seen,
  limit: number,
  { phi }: Noise,
  marks: Marks,
): NonNullable<ErrorsJudged['absolute']> {
  const counted = countAbsolute(harm, requests, errors, limit, phi);
  return marks.due > 0 ? restartAbsolute(counted, marks) : counted;
}

function addSeen(seen: Seen, { requests, errors }: Seen): Seen {
  return { requests: seen.requests + requests, errors: seen.errors + errors };
}
