import type { HeldRelease } from '../../engine/environment/environment.ts';
import { isBad, releaseKey, sameRelease } from '../../engine/environment/releases.ts';
import type { Ended, Progress } from '../../engine/progress.ts';
import { milliseconds } from '../../lib/settings.ts';
import { WorldFailure } from '../../ports/failure.ts';
import { bringUp, type Place } from '../../rollout/return-to.ts';
import { expectUnchanged } from '../../rollout/expect-unchanged.ts';
import { shiftTraffic } from '../../rollout/shift-traffic.ts';
import { expectedWeights, otherColour, share } from '../../rollout/weights.ts';
import { claimed } from '../claimed.ts';
import type { StepContext, StepKind } from '../step.ts';
import { startWaiting, waitOn, type Waited } from '../waited.ts';
import { deployDeclaration, type DeploySettings } from './declaration.ts';

/** How often a release on its way up is looked at where its runtime does not say by itself. */
const LOOK_MS = 500;

type Memo = Waited & { colour: 'blue' | 'green' };

export const deploy: StepKind<DeploySettings> = {
  declaration: deployDeclaration,
  start,
  check,
  cancel: async () => {},
};

async function start(context: StepContext<DeploySettings>): Promise<Progress> {
  const refusal = await whyNot(context);
  if (refusal) return failed(refusal);
  const { state, name } = claimed(context);
  // The idle colour is idle only as long as nobody gave it traffic by hand.
  const colour = colourFor(context);
  const cutShort = context.thenTraffic ? [] : [share(colour, 100)];
  await expectUnchanged(context.ports.router, name, [expectedWeights(state), ...cutShort]);
  return look(context, { ...startWaiting(context.now), colour });
}

/** A retry finds this run's release where it was, if nobody has changed that. */
function colourFor(context: StepContext<DeploySettings>): 'blue' | 'green' {
  const { live } = claimed(context).state;
  if (!live) return 'blue';
  return isOwn(context, live.release) ? live.colour : otherColour(live.colour);
}

function isOwn({ run, release }: StepContext<DeploySettings>, other: HeldRelease): boolean {
  return other.runId === run.id && sameRelease(other, release);
}

function check(context: StepContext<DeploySettings>): Promise<Progress> {
  return look(context, waitOn(context.memo as Memo, context.now));
}

/** Undoing other people's work, or bringing back what was rolled back, is never automatic. */
async function whyNot(context: StepContext<DeploySettings>): Promise<string | undefined> {
  const { environment, release, run, ports } = context;
  if (!release || !environment) return 'there is no image of this run to deploy';
  const { state, name } = environment;
  if (isBad(state, release)) return `${release.id} was rolled back in ${name} before; push a fix instead`;
  const live = state.live?.release;
  if (!live || (await ports.source.isAncestor(live.commit, run.commit.id)) || isAccepted(context, live))
    return undefined;
  return `it would undo ${live.id}, which is live in ${name} and not part of this commit; merge it first, or have a reviewer accept exactly that`;
}

/** A reviewer saw that exactly this release would be undone by exactly this one, and ticked it. */
function isAccepted({ earlier, environment, release }: StepContext<DeploySettings>, live: HeldRelease): boolean {
  return earlier.some(
    ({ bound }) =>
      bound?.acceptsOutdated === true &&
      bound.environment === environment?.name &&
      bound.live === releaseKey(live) &&
      release !== undefined &&
      bound.release === releaseKey(release),
  );
}

async function look(context: StepContext<DeploySettings>, memo: Memo): Promise<Progress> {
  const { environment, release, ports, now } = context;
  const { name } = claimed(context);
  if (!environment || !release) throw new Error(`${context.node} lost its environment or release`);
  const place: Place = { release, colour: memo.colour };
  const state = await bringUp(ports.runtime, name, place);
  if (state === 'healthy') return takeTraffic(context, place);
  if (memo.waitedMs < milliseconds(context.settings.timeout)) {
    return { kind: 'waiting', message: `starting ${release.id} in ${memo.colour}`, wakeAt: now + LOOK_MS, memo };
  }
  throw new WorldFailure({
    code: 'release-slow',
    message: `${release.id} was not healthy in ${name} within ${context.settings.timeout}.`,
    hint: 'See its output above, or give the step a longer `timeout`.',
    retry: false,
  });
}

async function takeTraffic(context: StepContext<DeploySettings>, place: Place): Promise<Ended> {
  const { state, fence, name } = claimed(context);
  if (state.live && context.thenTraffic && !isOwn(context, state.live.release)) {
    context.log(`${place.release.id} is healthy in ${place.colour} at 0 %; ${state.live.release.id} keeps serving.`);
    return { kind: 'ended', outcome: 'done', output: output(place, 0), changes: [{ type: 'launched', slot: place }] };
  }
  await shiftTraffic(context.ports, name, { from: expectedWeights(state), to: share(place.colour, 100), fence });
  context.log(`${place.release.id} is healthy in ${place.colour} and serves all of ${name}.`);
  return { kind: 'ended', outcome: 'done', output: output(place, 100), changes: [{ type: 'went-live', slot: place }] };
}

function output({ release, colour }: Place, weight: number) {
  return { release: release.id, colour, weight };
}

function failed(reason: string): Ended {
  return { kind: 'ended', outcome: 'failed', reason };
}
