import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  networkOf,
  isWithoutAws,
  listen,
  standInSettings,
  startAws,
  type StandInAccount,
} from '../../../test/support/aws.ts';
import type { Colour } from '../../ports/release.ts';
import { routerContract } from '../../ports/router.contract.ts';
import { readRule, type TargetGroups } from './listener-rule.ts';
import { createAlbMetrics } from './metrics.ts';
import { createAlbRouter } from './router.ts';

const absent = isWithoutAws('moto_server');
let account: StandInAccount;
let network: Awaited<ReturnType<typeof networkOf>>;

const NOBODY = { blue: 0, green: 0 };
const BLUE = { blue: 100, green: 0 };
const CANARY = { blue: 95, green: 5 };
const HOUR_MS = 3_600_000;

describe.skipIf(absent)('with the stand-in of an application load balancer', () => {
  beforeAll(async () => {
    account = await startAws('moto_server');
    network = await networkOf(account);
  });
  afterAll(() => account.stop());

  routerContract('The load balancer of AWS', openRouter);

  test('a shift reads the rule, looks at the health of whoever gets more, writes once, and reads back', async () => {
    const { router, heard, rules, groups } = await openRouter();
    await router.shift('shop', { from: NOBODY, to: BLUE, fence: 3 });
    heard.length = 0;
    await router.shift('shop', { from: BLUE, to: CANARY, fence: 3 });
    expect(heard.map(({ name }) => name)).toEqual([
      'DescribeTags',
      'DescribeRules',
      'DescribeTargetHealth',
      'DescribeRules',
      'ModifyRule',
      'DescribeRules',
    ]);
    expect(heard[2]?.input).toEqual({ TargetGroupArn: groups.shop.green });
    expect(heard[4]?.input).toMatchObject({
      RuleArn: rules.shop,
      Actions: [
        {
          Type: 'forward',
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: groups.shop.blue, Weight: 19 },
              { TargetGroupArn: groups.shop.green, Weight: 1 },
            ],
          },
        },
      ],
    });
  });

  test('a weight that was set by hand is named, and stops the next shift', async () => {
    const { router, rules, groups, client } = await openRouter();
    await router.shift('shop', { from: NOBODY, to: BLUE, fence: 1 });
    await forward(client, rules.shop, [groups.shop.blue, 70], [groups.shop.green, 30]);
    expect(await router.weights('shop')).toEqual({ blue: 70, green: 30 });
    await expect(router.shift('shop', { from: BLUE, to: CANARY, fence: 1 })).rejects.toMatchObject({
      code: 'weights-surprise',
      message: expect.stringContaining('blue 70 %, green 30 %'),
    });
    expect(await router.weights('shop')).toEqual({ blue: 70, green: 30 });
  });

  test('a target group that somebody put in place of ours is named', async () => {
    const { router, rules, groups, client } = await openRouter();
    await forward(client, rules.shop, [groups.shop.blue, 1], [groups.empty.green, 1]);
    await expect(router.weights('shop')).rejects.toMatchObject({
      code: 'weights-surprise',
      message: expect.stringMatching(/empty-green-\w+ \(weight 1\)/),
    });
  });

  test('a group without a target gets no weight, although its containers are healthy', async () => {
    const { router } = await openRouter({ healthyEverywhere: true });
    await expect(router.shift('empty', { from: NOBODY, to: BLUE, fence: 1 })).rejects.toMatchObject({
      code: 'colour-not-healthy',
      message: expect.stringContaining('no target is registered'),
    });
  });

  test('a share that 999 parts are too few for is refused, and one tenth of a percent is not', async () => {
    const { router, client, rules } = await openRouter();
    await router.shift('shop', { from: NOBODY, to: BLUE, fence: 1 });
    const tooFine = router.shift('shop', { from: BLUE, to: { blue: 99.99, green: 0.01 }, fence: 1 });
    await expect(tooFine).rejects.toMatchObject({ code: 'weights-wrong' });
    await router.shift('shop', { from: BLUE, to: { blue: 99.9, green: 0.1 }, fence: 1 });
    const [action] = await readRule(client, rules.shop);
    expect(action?.ForwardConfig?.TargetGroups?.map(({ Weight }) => Weight)).toEqual([999, 1]);
  });

  test('what was counted more than an hour ago counts, and nothing from before the launch', async () => {
    const { metrics, count, relaunch } = await openRouter();
    await count('blue', 200, Date.now() - 3 * HOUR_MS);
    await relaunch('blue', Date.now() - 2.5 * HOUR_MS);
    await count('blue', 200, Date.now() - 2 * HOUR_MS);
    await count('blue', 502, Date.now() - HOUR_MS);
    expect(await metrics.read('shop')).toMatchObject({
      state: 'counted',
      colours: { blue: { requests: 2, errors: 1 }, green: { requests: 0 } },
    });
  });

  test('without a request there is no figure to judge by', async () => {
    const { metrics } = await openRouter();
    expect(await metrics.read('shop')).toMatchObject({ state: 'no-data' });
  });
});

async function openRouter({ healthyEverywhere = false } = {}) {
  const settings = standInSettings(account);
  const client = new ElasticLoadBalancingV2Client(settings);
  const watch = new CloudWatchClient(settings);
  const { loadBalancer, groups, rules } = await createListener(client);
  const launched: Record<Colour, number> = { blue: Date.now() - 5 * HOUR_MS, green: Date.now() - 5 * HOUR_MS };
  const at = (environment: string) => (environment === 'shop' ? 'shop' : 'empty');
  const metrics = createAlbMetrics({
    settingsOf: (environment) => ({ client: watch, groups: groups[at(environment)], loadBalancer }),
    launchOf: async (_environment, colour) => ({ id: `${colour}-${launched[colour]}`, atMs: launched[colour] }),
    // Figures of this minute are complete some minutes from now; asked a little later each time, none is taken from before.
    now: (() => {
      let later = 5 * 60_000;
      return () => Date.now() + (later += 60_000);
    })(),
  });
  const release = { id: 'shop@1', services: {}, commit: '1', runId: 'shop-1' };
  const asked = new ElasticLoadBalancingV2Client(settings);
  const heard = listen(asked);
  const router = createAlbRouter({
    settingsOf: (environment) => ({ client: asked, rule: rules[at(environment)], groups: groups[at(environment)] }),
    statusOf: async (environment) =>
      healthyEverywhere || environment === 'shop' ? { state: 'healthy', release, instances: 1 } : { state: 'empty' },
    counters: metrics.counters,
  });
  const count = async (colour: Colour, status: number, at = Date.now()) => {
    const names = ['RequestCount', `HTTPCode_Target_${Math.floor(status / 100)}XX_Count`];
    await watch.send(
      new PutMetricDataCommand({
        Namespace: 'AWS/ApplicationELB',
        MetricData: names.map((MetricName) => ({
          MetricName,
          Value: 1,
          Timestamp: new Date(at),
          Dimensions: [
            { Name: 'LoadBalancer', Value: loadBalancer.split(':loadbalancer/')[1] },
            { Name: 'TargetGroup', Value: groups.shop[colour].split(':').at(-1) },
          ],
        })),
      }),
    );
  };
  return {
    router,
    metrics,
    heard,
    client,
    rules,
    groups,
    count,
    environment: 'shop',
    emptyEnvironment: 'empty',
    leases: false,
    /** The stand-in forwards nothing: the coin is tossed here by the weights that it keeps, and its metrics get what the ALB would report. */
    async request(status = 200): Promise<Colour> {
      const [action] = await readRule(client, rules.shop);
      const [blue, green] = (action?.ForwardConfig?.TargetGroups ?? []).map(({ Weight = 0 }) => Weight);
      const colour = Math.random() * ((blue ?? 0) + (green ?? 0)) < (blue ?? 0) ? 'blue' : 'green';
      await count(colour, status);
      return colour;
    },
    async relaunch(colour: Colour, at = Date.now() + 60_000): Promise<void> {
      launched[colour] = at;
    },
    close: async () => {},
  };
}

/** A load balancer, two rules and two groups each; only those of `shop` have targets. */
async function createListener(client: ElasticLoadBalancingV2Client) {
  const id = crypto.randomUUID().slice(0, 8);
  const { LoadBalancers } = await client.send(
    new CreateLoadBalancerCommand({ Name: `lb-${id}`, Subnets: network.subnets, SecurityGroups: [] }),
  );
  const loadBalancer = LoadBalancers?.[0]?.LoadBalancerArn ?? '';
  const group = async (name: string) => {
    const { TargetGroups: made } = await client.send(
      new CreateTargetGroupCommand({
        Name: `${name}-${id}`,
        Protocol: 'HTTP',
        Port: 8080,
        VpcId: network.vpc,
        TargetType: 'ip',
      }),
    );
    return made?.[0]?.TargetGroupArn ?? '';
  };
  const pair = async (name: string): Promise<TargetGroups> => ({
    blue: await group(`${name}-blue`),
    green: await group(`${name}-green`),
  });
  const groups = { shop: await pair('shop'), empty: await pair('empty') };
  const { Listeners } = await client.send(
    new CreateListenerCommand({
      LoadBalancerArn: loadBalancer,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  const rule = async (priority: number, { blue, green }: TargetGroups) => {
    const { Rules } = await client.send(
      new CreateRuleCommand({
        ListenerArn: Listeners?.[0]?.ListenerArn,
        Priority: priority,
        Conditions: [{ Field: 'path-pattern', Values: [`/${priority}/*`] }],
        Actions: [
          {
            Type: 'forward',
            ForwardConfig: {
              TargetGroups: [
                { TargetGroupArn: blue, Weight: 0 },
                { TargetGroupArn: green, Weight: 0 },
              ],
            },
          },
        ],
      }),
    );
    return Rules?.[0]?.RuleArn ?? '';
  };
  const rules = { shop: await rule(1, groups.shop), empty: await rule(2, groups.empty) };
  for (const TargetGroupArn of [groups.shop.blue, groups.shop.green])
    await client.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '10.0.0.10', Port: 8080 }] }));
  return { loadBalancer, groups, rules };
}

async function forward(client: ElasticLoadBalancingV2Client, rule: string, ...groups: [string, number][]) {
  const targets = groups.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight }));
  await client.send(
    new ModifyRuleCommand({ RuleArn: rule, Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: targets } }] }),
  );
}
