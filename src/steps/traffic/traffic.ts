import type { Progress } from '../../engine/progress.ts';
import { splitTraffic } from '../../rollout/split-traffic.ts';
import { sayWeights, share } from '../../rollout/weights.ts';
import { claimed } from '../claimed.ts';
import type { StepContext, StepKind } from '../step.ts';
import { trafficDeclaration, type TrafficSettings } from './declaration.ts';

export const traffic: StepKind<TrafficSettings> = {
  declaration: trafficDeclaration,
  start,
  check: start,
  cancel: async () => {},
};

async function start(context: StepContext<TrafficSettings>): Promise<Progress> {
  const { state, fence, name } = claimed(context);
  const { weight, 'up-to': upTo = null } = context.settings;
  const { live, candidate } = state;
  if (!live || !candidate) return nothingToSplit(context);
  await splitTraffic(context.ports, { ...state, live, candidate }, weight, fence);
  const paced = upTo === null ? '' : ` A monitor may raise it up to ${upTo} %, as the evidence allows.`;
  context.log(`${name} now splits ${sayWeights(share(candidate.colour, weight))}, verified.${paced}`);
  const slot = { release: candidate.release, colour: candidate.colour };
  return {
    kind: 'ended',
    outcome: 'done',
    output: { weight, upTo, colour: candidate.colour, release: candidate.release.id },
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
