import type { Progress } from '../../engine/progress.ts';
import type { Json } from '../../lib/json.ts';
import { milliseconds } from '../../lib/settings.ts';
import type { Counters } from '../../ports/router.ts';
import type { Colour } from '../../ports/release.ts';
import { otherColour } from '../../rollout/weights.ts';
import { uncalibrated } from '../../verdict/calibration.ts';
import type { Counts } from '../../verdict/counts.ts';
import { difference } from '../../verdict/difference.ts';
import { startVerdict } from '../../verdict/start.ts';
import type { VerdictState } from '../../verdict/state.ts';
import { tick } from '../../verdict/tick.ts';
import { verdict, type Answer } from '../../verdict/verdict.ts';
import { claimed } from '../claimed.ts';
import type { StepContext, StepKind } from '../step.ts';
import { monitorDeclaration, type MonitorSettings } from './declaration.ts';
import { evidenceOf, figuresOf } from './explain.ts';
import { judgeSettings } from './settings.ts';

/** The judge is told what happened once a second: a router has no event for "a second of traffic". */
const TICK_MS = 1_000;

interface Memo {
  canary: Colour;
  state: VerdictState;
  counters: Record<Colour, Counters>;
  startCounters: Record<Colour, Counters>;
}

export const monitor: StepKind<MonitorSettings> = {
  declaration: monitorDeclaration,
  start,
  check,
  cancel: async () => {},
};

async function start(context: StepContext<MonitorSettings>): Promise<Progress> {
  const { environment, settings, ports, now } = context;
  const { state, name } = claimed(context);
  const canary = state.candidate?.colour ?? state.live?.colour;
  if (!environment || !canary)
    return { kind: 'ended', outcome: 'inconclusive', reason: `there is no release in ${name} to watch` };
  const baseline = state.candidate ? 'live' : 'none';
  if (baseline === 'none') context.log('first release, no baseline: only absolute limits are judged.');
  const counters = await ports.router.counters(name);
  const judging = startVerdict(uncalibrated(), judgeSettings(settings, baseline), now);
  return wait(context, { canary, state: judging, counters, startCounters: counters }, verdict(judging));
}

async function check(context: StepContext<MonitorSettings>): Promise<Progress> {
  const memo = context.memo as unknown as Memo;
  const { name } = claimed(context);
  const counters = await context.ports.router.counters(name);
  const counts = await countsSince(context, memo, counters);
  await context.ports.blobs.append(ticksName(context), `${JSON.stringify(counts)}\n`);
  const next: Memo = { ...memo, counters, state: tick(memo.state, counts) };
  const answer = verdict(next.state);
  if (answer.verdict === undefined) return wait(context, next, answer);
  return conclude(context, next, answer, answer.verdict);
}

/** One line per tick: enough to judge again, to the bit. */
function ticksName({ run, node, visit }: StepContext): string {
  return `runs/${run.id}/${node}/${visit}.ticks.jsonl`;
}

async function countsSince(
  context: StepContext,
  { canary, counters }: Memo,
  current: Record<Colour, Counters>,
): Promise<Counts> {
  const baseline = otherColour(canary);
  const { name } = claimed(context);
  const { ports, now } = context;
  const [weights, status] = await Promise.all([ports.router.weights(name), ports.runtime.status(name, canary)]);
  return {
    atMs: now,
    green: {
      ...difference(counters[canary], current[canary]),
      ...(status.state === 'failed' ? { unhealthy: status.detail } : {}),
    },
    blue: difference(counters[baseline], current[baseline]),
    weight: weights[canary],
  };
}

function wait(context: StepContext<MonitorSettings>, memo: Memo, answer: Answer): Progress {
  const message = answer.evidence.words[0] ?? `watching ${context.settings.of}`;
  return {
    kind: 'waiting',
    message,
    wakeAt: context.now + TICK_MS,
    memo: memo as unknown as Json,
    figures: figures(context, memo, answer),
  };
}

function conclude(context: StepContext<MonitorSettings>, memo: Memo, answer: Answer, outcome: string): Progress {
  for (const line of answer.evidence.words) context.log(line);
  const evidence = evidenceOf(answer, figures(context, memo, answer));
  return {
    kind: 'ended',
    outcome,
    reason: answer.evidence.words[0] ?? outcome,
    evidence: [evidence],
    figures: figures(context, memo, answer),
  };
}

function figures({ settings }: StepContext<MonitorSettings>, memo: Memo, answer: Answer) {
  const { canary, counters, startCounters, state } = memo;
  return figuresOf({
    canary: difference(startCounters[canary], counters[canary]),
    baseline: difference(startCounters[otherColour(canary)], counters[otherColour(canary)]),
    weight: state.exposure.weight ?? 0,
    answer,
    elapsedMs: state.clock.elapsedMs,
    forMs: milliseconds(settings.for),
    atMostMs: milliseconds(settings['at-most']),
    settings,
  });
}
