import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { setTimeout as pause } from 'node:timers/promises';
import { WorldFailure } from '../../ports/failure.ts';
import type { Colour, Weights } from '../../ports/release.ts';
import type { Counters, Router, Shift } from '../../ports/router.ts';
import type { ColourStatus } from '../../ports/runtime.ts';
import { areSame, refusalOf, sayWeights } from '../../ports/shift-rules.ts';
import { clientSettings, type AwsPlace } from './account.ts';
import { readFence, writeFence } from './fence.ts';
import { readRule, sharesOf, withShares, writeRule, type TargetGroups } from './listener-rule.ts';
import { whyNotHealthy } from './target-health.ts';

const COLOURS: readonly Colour[] = ['blue', 'green'];
/** A rule that was just written may be read back as it was for a moment. */
const READ_BACKS_MAX = 10;
const READ_BACK_MS = 500;

export interface AlbEnvironment {
  client: ElasticLoadBalancingV2Client;
  /** ARN of the listener rule, or of the listener for its default rule. */
  rule: string;
  groups: TargetGroups;
}

export interface AlbParts {
  /** @throws where it is not behind an ALB */
  settingsOf(environment: string): AlbEnvironment;
  statusOf(environment: string, colour: Colour): Promise<ColourStatus>;
  counters(environment: string): Promise<Record<Colour, Counters>>;
}

export function albClient(place: AwsPlace): ElasticLoadBalancingV2Client {
  return new ElasticLoadBalancingV2Client(clientSettings(place));
}

/**
 * Weights on a listener rule over two target groups: a coin for each request. AWS knows no lease: where the control plane is gone, a canary
 * keeps its share until it is back. Nor has it a compare-and-set: the rule is read right before it is written, and again after.
 */
export function createAlbRouter(parts: AlbParts): Router {
  const weightsOf = async (environment: string) => {
    const { client, rule, groups } = parts.settingsOf(environment);
    return sharesOf(await readRule(client, rule), groups, environment);
  };
  return {
    splitOf: () => 'coin',
    weights: weightsOf,
    async shift(environment, change) {
      const settings = parts.settingsOf(environment);
      const [blue, green] = await Promise.all(COLOURS.map((colour) => parts.statusOf(environment, colour)));
      const statuses = { blue, green } as Record<Colour, ColourStatus>;
      const fence = await readFence(settings.client, settings.rule);
      const weights = await weightsOf(environment);
      const refusal = refusalOf(change, { environment, weights, fence, statuses });
      if (refusal) throw refusal;
      // Before the first change, so that nobody with an older number comes after it.
      if (change.fence > fence) await writeFence(settings.client, settings.rule, change.fence);
      if (!areSame(weights, change.to)) await move(settings, change, environment);
    },
    renew: async () => {},
    counters: parts.counters,
  };
}

async function move({ client, rule, groups }: AlbEnvironment, { from, to }: Shift, environment: string): Promise<void> {
  for (const colour of COLOURS.filter((each) => to[each] > from[each])) {
    const why = await whyNotHealthy(client, groups[colour]);
    if (why !== undefined) throw notHealthy(environment, colour, why);
  }
  const actions = await readRule(client, rule);
  const found = sharesOf(actions, groups, environment);
  if (!areSame(found, from)) throw moved(environment, found, `where ${sayWeights(from)} was expected`);
  const wanted = withShares(actions, groups, to);
  if (!wanted) throw tooFine(to);
  await writeRule(client, rule, wanted);
  for (let look = 1; ; look++) {
    const now = sharesOf(await readRule(client, rule), groups, environment);
    if (areSame(now, to)) return;
    if (!areSame(now, from) || look === READ_BACKS_MAX)
      throw moved(environment, now, `right after its rule was told ${sayWeights(to)}`);
    await pause(READ_BACK_MS);
  }
}

function notHealthy(environment: string, colour: Colour, why: string): WorldFailure {
  return new WorldFailure({
    code: 'colour-not-healthy',
    message: `The load balancer does not find ${colour} of ${environment} healthy: ${why}.`,
    hint: 'Nothing was shifted. Look at the health check of its target group, and whether the security group lets it in.',
    retry: true,
  });
}

function moved(environment: string, found: Weights, when: string): WorldFailure {
  return new WorldFailure({
    code: 'weights-surprise',
    message: `${environment} stands at ${sayWeights(found)}, ${when}.`,
    hint: 'Somebody else sets the weights of this listener rule: another tool, or a person; look before going on.',
    retry: false,
  });
}

function tooFine(to: Weights): WorldFailure {
  return new WorldFailure({
    code: 'weights-wrong',
    message: `A load balancer of AWS can't split by ${sayWeights(to)}: its weights end at 999.`,
    hint: 'Choose a rounder share, such as 1 % or 0.1 %.',
    retry: false,
  });
}
