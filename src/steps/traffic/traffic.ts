import type { Progress } from '../../engine/progress.ts';
import { shiftTraffic } from '../../rollout/shift-traffic.ts';
import { expectedWeights, sayWeights, share } from '../../rollout/weights.ts';
import { claimed } from '../claimed.ts';
import type { StepContext, StepKind } from '../step.ts';
import { trafficDeclaration, type TrafficSettings } from './declaration.ts';

/** A canary's weights return to the stable release by themselves when nobody has renewed them for this long. */
const LEASE_SECONDS = 60;

export const traffic: StepKind<TrafficSettings> = {
  declaration: trafficDeclaration,
  start,
  check: start,
  cancel: async () => {},
};

async function start(context: StepContext<TrafficSettings>): Promise<Progress> {
  const { state, fence, name } = claimed(context);
  const { weight } = context.settings;
  const { live, candidate } = state;
  if (!live || !candidate) return nothingToSplit(context);
  const to = share(candidate.colour, weight);
  const stable = share(live.colour, 100);
  const lease = weight < 100 ? { lease: { seconds: LEASE_SECONDS, stable } } : {};
  await shiftTraffic(context.ports.router, name, { from: expectedWeights(state), to, fence, ...lease });
  context.log(`${name} now splits ${sayWeights(to)}, verified.`);
  const slot = { release: candidate.release, colour: candidate.colour };
  return {
    kind: 'ended',
    outcome: 'done',
    output: { weight, colour: candidate.colour, release: candidate.release.id },
    changes: [weight === 100 ? { type: 'went-live', slot } : { type: 'split', weight }],
  };
}

/** The first release of an environment has all traffic from the start. */
function nothingToSplit(context: StepContext<TrafficSettings>): Progress {
  const { state, name } = claimed(context);
  if (state.live && state.live.release.runId === context.run.id) {
    context.log(`nothing to split: ${state.live.release.id} is the only release in ${name}.`);
    return { kind: 'ended', outcome: 'done', reason: 'nothing to split', output: { weight: 100 } };
  }
  return {
    kind: 'ended',
    outcome: 'failed',
    reason: `no release of this run stands in ${name}; a deploy must come first`,
  };
}
