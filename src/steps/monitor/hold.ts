import type { Progress } from '../../engine/progress.ts';
import type { Signal } from '../../engine/run.ts';
import type { Json } from '../../lib/json.ts';
import { sayDuration } from '../../lib/duration.ts';
import { verdict } from '../../verdict/verdict.ts';
import type { StepContext } from '../step.ts';
import { monitorDeclaration, type MonitorSettings } from './declaration.ts';
import { figuresOf } from './figures.ts';
import type { Memo } from './memo.ts';

/** How long operators may think about an inconclusive verdict before it is rolled back. */
const HOLD_MS = 3_600_000;
/** The canary still serves people meanwhile. */
const LOOK_AFTER_MS = 10_000;

/** Waits, without judging on, for an operator to let the canary pass or to send it back. */
export function askOperators(context: StepContext<MonitorSettings>, memo: Memo): Progress {
  const { settings, now, log } = context;
  const heldUntil = memo.heldUntil ?? now + HOLD_MS;
  const { operators } = settings;
  const message = `inconclusive: asks ${operators} to approve or reject; unanswered for ${sayDuration(HOLD_MS)}, it is rolled back`;
  if (memo.heldUntil === undefined) log(`${message}.`);
  const held: Memo = { ...memo, heldUntil };
  return {
    kind: 'waiting',
    message,
    asks: true,
    wakeAt: Math.min(heldUntil, now + LOOK_AFTER_MS),
    memo: held as unknown as Json,
    figures: figuresOf(context, held, verdict(memo.state)),
  };
}

export type Held = { state: 'waits' } | Ending;

interface Ending {
  state: 'let pass' | 'sent back' | 'timed out' | 'anomaly';
  metric: 'operators' | 'answers';
  reason: string;
  by?: string;
}

/** A canary that dies while people think about it is not theirs to decide. */
export async function heldDead(
  { ports, environment }: StepContext<MonitorSettings>,
  { canary }: Memo,
): Promise<Ending | undefined> {
  if (!environment) return undefined;
  const status = await ports.runtime.status(environment.name, canary);
  if (status.state !== 'failed') return undefined;
  const reason = `Anomaly: while operators were asked, the canary failed: ${status.detail}`;
  return { state: 'anomaly', metric: 'answers', reason };
}

export function heldBack(context: StepContext<MonitorSettings>, { heldUntil = 0 }: Memo): Held {
  const { signals, settings, now } = context;
  const answers = signals.filter((signal) => signal.name === 'answer' && mayAnswer(context, signal));
  const no = answers.find((signal) => decisionIn(signal) === 'rejected');
  const said = no ?? answers[0];
  if (said) {
    const state = no ? 'sent back' : 'let pass';
    return {
      state,
      metric: 'operators',
      reason: `inconclusive, and ${say(said)}: ${state}`,
      ...(said.by === undefined ? {} : { by: said.by }),
    };
  }
  if (now < heldUntil) return { state: 'waits' };
  const reason = `inconclusive, and nobody in ${settings.operators} answered within ${sayDuration(HOLD_MS)}`;
  return { state: 'timed out', metric: 'operators', reason };
}

/** Asked again here, whichever door the answer came through. */
function mayAnswer({ run, settings, ports }: StepContext<MonitorSettings>, { by: name = '' }: Signal): boolean {
  const groups = ports.people.membersOf(settings.operators)?.includes(name) ? [settings.operators] : [];
  return monitorDeclaration.whyNotAnswer?.(settings, { name, groups, startedBy: run.startedBy }) === undefined;
}

function decisionIn({ data }: Signal): string {
  return (data as { decision: string }).decision;
}

function say(signal: Signal): string {
  const { decision, comment } = signal.data as { decision: string; comment?: string };
  return `${decision} by ${signal.by ?? 'nobody'}${comment ? ` ("${comment}")` : ''}`;
}
