import type { Environment, EnvironmentChange } from '../../engine/environment/environment.ts';
import type { Progress } from '../../engine/progress.ts';
import type { JsonObject } from '../../lib/json.ts';
import { WorldFailure } from '../../ports/failure.ts';
import { returnTo } from '../../rollout/return-to.ts';
import { claimed } from '../claimed.ts';
import type { StepContext, StepKind } from '../step.ts';
import { rollbackDeclaration, type RollbackSettings } from './declaration.ts';

const LOOK_AGAIN_MS = 500;
/** Not verified after this long, it wakes people itself and goes on. */
const ALARM_AFTER_MS = 60_000;

type Memo = { since: number; alarmed: boolean };

/** Never refuses and never gives up: whatever fails is written down and tried again. */
export const rollback: StepKind<RollbackSettings> = {
  declaration: rollbackDeclaration,
  start: (context) => attempt(context, { since: context.now, alarmed: false }),
  check: (context) => attempt(context, context.memo as Memo),
  cancel: async () => {},
};

async function attempt(context: StepContext<RollbackSettings>, memo: Memo): Promise<Progress> {
  const { name, fence } = claimed(context);
  const stable = stableSlot(context);
  try {
    const { runtime, router } = context.ports;
    const came = await returnTo(stable, { environment: name, fence, runtime, router });
    if (came === 'starting') {
      const message = `starting ${stable?.release.id ?? 'nothing'} again`;
      return again(context, await alarmIfLate(context, memo, `${message} takes long.`), message);
    }
    await dropCached(context);
  } catch (error) {
    if (!(error instanceof WorldFailure)) throw error;
    return again(
      context,
      await alarmIfLate(context, memo, `${error.message} ${error.hint}`),
      `${error.message} Tries again.`,
    );
  }
  return done(context, stable);
}

/** The last good release; before any run has passed, what was live before this one. */
function stableSlot(context: StepContext<RollbackSettings>): Environment['lastGood'] {
  const { live, candidate, lastGood } = claimed(context).state;
  if (candidate) return live;
  return lastGood ?? (live?.release.runId === context.run.id ? undefined : live);
}

function again(context: StepContext<RollbackSettings>, memo: Memo, message: string): Progress {
  context.log(message);
  return { kind: 'waiting', message, wakeAt: context.now + LOOK_AGAIN_MS, memo };
}

/** What the canary answered may stand in the cache in front. */
async function dropCached({ ports, settings, key }: StepContext<RollbackSettings>): Promise<void> {
  try {
    await ports.cdn.invalidate(settings.of, ['/*'], key);
  } catch (error) {
    if (!(error instanceof WorldFailure) || error.code !== 'cdn-missing') throw error;
  }
}

async function alarmIfLate(context: StepContext<RollbackSettings>, memo: Memo, why: string): Promise<Memo> {
  if (memo.alarmed || context.now - memo.since < ALARM_AFTER_MS) return memo;
  try {
    await wakePeople(context, why);
    return { ...memo, alarmed: true };
  } catch (error) {
    // People who can't be woken yet must not keep the traffic from coming back: both are tried again.
    if (!(error instanceof WorldFailure)) throw error;
    context.log(`nobody could be woken: ${error.message}`);
    return memo;
  }
}

async function wakePeople({ run, settings, ports, node }: StepContext<RollbackSettings>, why: string): Promise<void> {
  await ports.pager.open({
    key: `${run.project}:${settings.of}:${run.id}`,
    project: run.project,
    environment: settings.of,
    runId: run.id,
    severity: 'critical',
    title: `${settings.of} could not be rolled back for a minute`,
    body: why,
    evidence: [],
    link: ports.places.linkTo(run.id, node),
  });
}

function done(context: StepContext<RollbackSettings>, stable: Environment['lastGood']): Progress {
  const { state, name } = claimed(context);
  const bad =
    state.candidate?.release ?? (state.live?.release.runId === context.run.id ? state.live.release : undefined);
  const cause = context.earlier.find((step) => context.causes.includes(step.node));
  const reason = cause?.reason ?? cause?.outcome ?? 'asked for by the chart';
  const sentence = stable
    ? `${name} serves ${stable.release.id} again, verified.`
    : `${name} had no release before; nothing serves now.`;
  context.log(bad ? `${sentence} ${bad.id} is marked bad.` : sentence);
  const change: EnvironmentChange = {
    type: 'restored',
    reason,
    ...(stable ? { slot: { release: stable.release, colour: stable.colour } } : {}),
    ...(bad ? { bad } : {}),
  };
  const output: JsonObject = { restored: stable?.release.id ?? null, bad: bad?.id ?? null };
  return { kind: 'ended', outcome: 'done', reason: sentence, output, changes: [change] };
}
