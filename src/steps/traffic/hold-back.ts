import type { Environment } from '../../engine/environment/environment.ts';
import type { Evidence } from '../../engine/evidence.ts';
import type { Progress } from '../../engine/progress.ts';
import { LATENCY_EDGES_MS } from '../../lib/latency-edges.ts';
import { sayDuration } from '../../lib/duration.ts';
import type { Json } from '../../lib/json.ts';
import { WorldFailure } from '../../ports/failure.ts';
import { splitTraffic } from '../../rollout/split-traffic.ts';
import type { SettingsGiven } from '../../verdict/settings.ts';
import type { VerdictState } from '../../verdict/state.ts';
import { type Answer, verdict } from '../../verdict/verdict.ts';
import { claimed } from '../claimed.ts';
import type { StepContext } from '../step.ts';
import { beginWatching } from '../watching/begin.ts';
import { keepState } from '../watching/earlier-judgement.ts';
import { watchFigures } from '../watching/figures.ts';
import { courseOf, evidenceOf, lookOnce } from '../watching/look.ts';
import { TICK_MS, type Watch } from '../watching/watch.ts';
import type { TrafficSettings } from './declaration.ts';
import type { HoldBack } from './hold-back-setting.ts';

/** Both versions that share the traffic while some of it is held back. */
export type Rollout = Environment & Required<Pick<Environment, 'live' | 'candidate'>>;

/** What a hold-back knows between two looks. */
interface Memo extends Watch {
  /** Why it is over: remembered first and done with the next look, so that a crash in between repeats the same. */
  over?: string;
}

/**
 * Gives the release all but a part of the traffic and goes on with the judgement of the monitors before: a leak that begins when they have
 * ended shows only against the old version, while it still serves somebody. The share is lent like a canary's.
 */
export async function startHolding(
  context: StepContext<TrafficSettings>,
  rollout: Rollout,
  { weight: part, forMs }: HoldBack,
): Promise<Progress> {
  const weight = 100 - part;
  await splitTraffic(context.ports, rollout, weight, claimed(context).fence);
  context.log(
    `${weight} % of ${rollout.name} goes to ${rollout.candidate.release.id}, verified; ${part} % is held back on ${rollout.live.release.id} for ${sayDuration(forMs)}.`,
  );
  const watch = await beginWatching(context, rollout.candidate, (before) => lookingForHarm(before, forMs));
  return { ...hold(context, watch), changes: [{ type: 'split', weight }] };
}

/** The guards stay those of the monitor before; without one, they are a monitor's own defaults. */
function lookingForHarm(before: VerdictState | undefined, atMostMs: number): SettingsGiven {
  const { upTo: _, ...settings } = before?.settings ?? { latency: { edgesMs: LATENCY_EDGES_MS } };
  return { ...settings, atMostMs, harmOnly: true };
}

function hold(context: StepContext<TrafficSettings>, memo: Memo): Extract<Progress, { kind: 'waiting' }> {
  const answer = verdict(memo.state);
  const { settings, clock } = memo.state;
  const leftMs = Math.max(0, settings.atMostMs - (clock.elapsedMs - (clock.before?.elapsedMs ?? 0)));
  return {
    kind: 'waiting',
    message: `holds back some of the traffic for ${sayDuration(Math.ceil(leftMs / TICK_MS) * TICK_MS)} more, and watches`,
    wakeAt: context.now + TICK_MS,
    memo: memo as unknown as Json,
    figures: figuresOf(memo, answer),
    course: courseOf(memo, answer),
  };
}

function figuresOf(memo: Memo, answer: Answer) {
  return { ...watchFigures(memo, answer), atMostMs: memo.state.settings.atMostMs };
}

/** Looks once; ends with the time, with harm, or as soon as somebody else wants the environment. */
export async function keepHolding(context: StepContext<TrafficSettings>, rollout: Rollout): Promise<Progress> {
  const memo = context.memo as unknown as Memo;
  if (memo.over !== undefined) return letGo(context, rollout, memo, memo.over);
  const cutShort = await whyNoLonger(context, rollout);
  if (cutShort !== undefined) return { ...hold(context, { ...memo, over: cutShort }), wakeAt: context.now };
  const next = await lookOnce(context, memo);
  const answer = verdict(next.state);
  if (answer.verdict === undefined) return hold(context, next);
  for (const line of answer.evidence.words) context.log(line);
  const [said = 'the time is up'] = answer.evidence.words;
  if (answer.verdict === 'anomaly') return harmed(context, next, answer, said);
  return { ...hold(context, { ...next, over: said }), wakeAt: context.now };
}

/** What takes the comparison away, or must not be kept waiting by it. */
async function whyNoLonger(context: StepContext, { name, live, queue }: Rollout): Promise<string | undefined> {
  const [next] = queue;
  if (next) return `${next.runId} waits for ${name}, so nothing is held back any longer.`;
  try {
    const { state } = await context.ports.runtime.status(name, live.colour);
    if (state !== 'failed' && state !== 'empty') return undefined;
    return `${live.release.id}, on which some of the traffic was held back, no longer runs.`;
  } catch (error) {
    // A runtime that can't be asked says nothing against either version.
    if (error instanceof WorldFailure) return undefined;
    throw error;
  }
}

async function harmed(context: StepContext, memo: Memo, answer: Answer, reason: string): Promise<Progress> {
  return {
    kind: 'ended',
    outcome: 'failed',
    reason,
    output: await keepState(context, memo),
    evidence: [evidenceOf(memo, answer)],
    figures: figuresOf(memo, answer),
  };
}

/** The release gets the rest of the traffic too, for good. */
async function letGo(
  context: StepContext<TrafficSettings>,
  rollout: Rollout,
  memo: Memo,
  why: string,
): Promise<Progress> {
  const { candidate, name } = rollout;
  await splitTraffic(context.ports, rollout, 100, claimed(context).fence);
  context.log(`${why} ${candidate.release.id} serves all of ${name}, verified.`);
  const answer = verdict(memo.state);
  const early: Evidence[] =
    answer.verdict === undefined ? [{ metric: 'hold-back', sentence: why, decision: 'ended early', facts: {} }] : [];
  const slot = { release: candidate.release, colour: candidate.colour };
  const { judgement } = await keepState(context, memo);
  return {
    kind: 'ended',
    outcome: 'done',
    reason: why,
    output: { weight: 100, upTo: null, colour: slot.colour, release: slot.release.id, judgement },
    evidence: [evidenceOf(memo, answer), ...early],
    figures: figuresOf(memo, answer),
    changes: [{ type: 'went-live', slot }],
  };
}
