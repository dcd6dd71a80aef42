import type { Progress } from '../../engine/progress.ts';
import { splitTraffic } from '../../rollout/split-traffic.ts';
import { sayWeights, share } from '../../rollout/weights.ts';
import { claimed } from '../claimed.ts';
import type { StepContext, StepKind } from '../step.ts';
import { trafficDeclaration, type TrafficSettings } from './declaration.ts';
import { keepHolding, type Rollout, startHolding } from './hold-back.ts';
import { readHoldBack } from './hold-back-setting.ts';

export const traffic: StepKind<TrafficSettings> = {
  declaration: trafficDeclaration,
  start: move,
  check: move,
  cancel: async () => {},
};

async function move(context: StepContext<TrafficSettings>): Promise<Progress> {
  const { live, candidate, ...rest } = claimed(context).state;
  if (!live || !candidate) return nothingToSplit(context);
  const rollout: Rollout = { ...rest, live, candidate };
  if (context.memo !== undefined) return keepHolding(context, rollout);
  const holdBack = readHoldBack(context.settings['hold-back'] ?? '');
  return holdBack ? startHolding(context, rollout, holdBack) : split(context, rollout);
}

async function split(context: StepContext<TrafficSettings>, rollout: Rollout): Promise<Progress> {
  const { weight, 'up-to': upTo = null } = context.settings;
  const { name, candidate } = rollout;
  await splitTraffic(context.ports, rollout, weight, claimed(context).fence);
  const paced = upTo === null ? '' : ` A monitor may raise it up to ${upTo} %, as the evidence allows.`;
  context.log(`${name} now splits ${sayWeights(share(candidate.colour, weight))}, verified.${paced}`);
  const slot = { release: candidate.release, colour: candidate.colour };
  return {
    kind: 'ended',
    outcome: 'done',
    output: { weight, upTo, colour: candidate.colour, release: candidate.release.id },
    ...(upTo === null ? {} : { figures: { weight: `${weight} %`, pacedUpTo: `${upTo} %` } }),
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
