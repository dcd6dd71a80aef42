import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  type DeploymentConfiguration,
} from '@aws-sdk/client-ecs';
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isWithoutAws, listen, standInSettings, startAws, type StandInAccount } from '../../../test/support/aws.ts';
import { BUSYBOX, isWithoutDocker, startDocker, type DockerDaemon } from '../../../test/support/docker.ts';
import { temporaryFolder } from '../../../test/support/programs.ts';
import { WorldFailure } from '../../ports/failure.ts';
import type { Release } from '../../ports/release.ts';
import { runtimeContract } from '../../ports/runtime.contract.ts';
import { connectDocker, type Engine } from '../docker/engine.ts';
import { createDockerBuilder } from '../docker/image-builder.ts';
import { createEcsRuntime } from './runtime.ts';

const absent = isWithoutAws('ministack');
const START_MS = 60_000;

describe.skipIf(absent)('with ECS’s stand-in, which runs nothing', () => {
  let account: StandInAccount;
  beforeAll(async () => {
    // No daemon answers there, so the stand-in only says that tasks run.
    account = await startAws('ministack', { DOCKER_HOST: 'tcp://127.0.0.1:9' });
  });
  afterAll(() => account.stop());

  test('a release is registered once, tagged before it is asked for, and not asked for twice', async () => {
    const { runtime, heard, template } = await openRuntime(account);
    await runtime.launch('shop', 'blue', RELEASE);
    expect(heard.map(({ name }) => name)).toEqual([
      'DescribeServices',
      'DescribeTaskDefinition',
      'DescribeTaskDefinition',
      'RegisterTaskDefinition',
      'TagResource',
      'UpdateService',
    ]);
    expect(heard[3]?.input).toMatchObject({
      family: `${template}-3f9c2ab-shop-1`,
      networkMode: 'host',
      containerDefinitions: [
        {
          name: 'shop',
          image: 'example.com/shop@sha256:aa',
          environment: [
            { name: 'KEPT', value: 'yes' },
            { name: 'COLOUR', value: 'new' },
          ],
        },
      ],
      tags: [{ key: 'shipchart:run', value: 'shop-1' }],
    });
    expect(heard[5]?.input).toMatchObject({
      service: 'shop-blue',
      taskDefinition: expect.stringContaining(`:task-definition/${template}-3f9c2ab-shop-1:1`),
      desiredCount: 2,
    });
    heard.length = 0;
    await runtime.launch('shop', 'blue', RELEASE);
    await runtime.launch('shop', 'green', RELEASE);
    expect(heard.map(({ name }) => name)).toEqual([
      'DescribeServices',
      'DescribeTaskDefinition',
      'DescribeServices',
      'DescribeTaskDefinition',
      'TagResource',
      'UpdateService',
    ]);
  });

  test.each(['BLUE_GREEN', 'CANARY', 'LINEAR'] as const)(
    'a service under ECS’s own %s is refused before anything is registered',
    async (strategy) => {
      const { runtime, heard } = await openRuntime(account, { strategy });
      await expect(runtime.launch('shop', 'blue', RELEASE)).rejects.toMatchObject({
        code: 'ecs-own-strategy',
        message: expect.stringContaining(strategy),
      });
      expect(heard.map(({ name }) => name)).toEqual(['DescribeServices']);
    },
  );

  test('a release with other services than are configured is refused', async () => {
    const { runtime } = await openRuntime(account);
    const release = { ...RELEASE, services: { ...RELEASE.services, worker: 'sha256:bb' } };
    await expect(runtime.launch('shop', 'blue', release)).rejects.toMatchObject({
      code: 'services-differ',
      message: expect.stringContaining('worker'),
    });
  });

  test('when a release was launched is known, and changes with the next', async () => {
    const { runtime } = await openRuntime(account);
    expect(await runtime.launchOf('shop', 'blue')).toBeUndefined();
    await runtime.launch('shop', 'blue', RELEASE);
    const first = await runtime.launchOf('shop', 'blue');
    expect(Date.now() - (first?.atMs ?? 0)).toBeLessThan(60_000);
    await runtime.launch('shop', 'blue', { ...RELEASE, runId: 'shop-2' });
    expect((await runtime.launchOf('shop', 'blue'))?.id).not.toBe(first?.id);
  });
});

describe.skipIf(absent || isWithoutDocker())('with ECS’s stand-in, which runs containers', () => {
  const folder = temporaryFolder('ecs-test');
  let daemon: DockerDaemon;
  let engine: Engine;
  let account: StandInAccount;
  beforeAll(async () => {
    daemon = await startDocker();
    engine = connectDocker(daemon.socket);
    account = await startAws('ministack', { DOCKER_HOST: `unix://${daemon.socket}` });
  }, START_MS);
  afterAll(async () => {
    await account?.stop();
    await engine?.close();
    await daemon?.remove();
    await folder.remove();
  }, START_MS);

  async function release(commit: string, command: string): Promise<Release> {
    const directory = join(folder.path, commit);
    mkdirSync(directory, { recursive: true });
    copyFileSync(BUSYBOX, join(directory, 'busybox'));
    const line = `CMD ["/bin/busybox", "sh", "-c", ${JSON.stringify(command)}]`;
    writeFileSync(join(directory, 'Dockerfile'), `FROM scratch\nCOPY busybox /bin/busybox\n${line}\n`);
    const builder = createDockerBuilder(engine, undefined);
    const { digest } = await builder.build({ directory, service: 'shop', commit, commitTime: 1_700_000_000, log() {} });
    await engine.call('POST', `/images/${digest}/tag`, { query: { repo: '127.0.0.1:9/shop', tag: commit } });
    return { id: `shop@${commit}`, services: { shop: commit }, commit, runId: 'shop-1' };
  }

  runtimeContract('ECS', async () => {
    const { runtime } = await openRuntime(account, {}, async (service, commit) => {
      const here = await engine.call('GET', `/images/127.0.0.1:9/${service}:${commit}/json`).catch(() => undefined);
      if (here) return `127.0.0.1:9/${service}:${commit}`;
      throw new WorldFailure({ code: 'image-missing', message: 'absent', hint: '', retry: false });
    });
    return {
      runtime,
      environment: 'shop',
      first: await release('aaaaaaa', serves(1_000)),
      second: await release('bbbbbbb', serves(2_000)),
      broken: { release: await release('ccccccc', 'echo the cupboard is bare; exit 3'), says: 'the cupboard is bare' },
      absent: { id: 'shop@ddddddd', services: { shop: 'ddddddd' }, commit: 'ddddddd', runId: 'shop-1' },
      instance: async () => (await runtime.launchOf('shop', 'blue'))?.id ?? '',
      close: async () => {
        await runtime.retire('shop', 'blue');
        await runtime.retire('shop', 'green');
      },
    };
  });
});

/** The first process of a container hears no signal that it has not asked for. */
function serves(seconds: number): string {
  return `trap 'exit 0' TERM; /bin/busybox sleep ${seconds} & wait`;
}

const RELEASE: Release = { id: 'shop@3f9c2ab', services: { shop: 'sha256:aa' }, commit: '3f9c2ab0', runId: 'shop-1' };

/** A cluster with two services at rest, as docs/aws.md asks for them. */
async function openRuntime(
  account: StandInAccount,
  configuration: DeploymentConfiguration = {},
  imageOf = async (service: string, digest: string) => `example.com/${service}@${digest}`,
) {
  const settings = standInSettings(account);
  const client = new ECSClient(settings);
  const [cluster, template] = [`cluster-${randomUUID()}`, `template-${randomUUID().slice(0, 8)}`];
  await client.send(new CreateClusterCommand({ clusterName: cluster }));
  await client.send(
    new RegisterTaskDefinitionCommand({
      family: template,
      networkMode: 'host',
      containerDefinitions: [
        {
          name: 'shop',
          image: 'nothing',
          cpu: 64,
          memory: 64,
          essential: true,
          environment: [
            { name: 'KEPT', value: 'yes' },
            { name: 'COLOUR', value: 'old' },
          ],
          logConfiguration: {
            logDriver: 'awslogs',
            options: {
              'awslogs-group': template,
              'awslogs-region': 'eu-central-1',
              'awslogs-stream-prefix': 'shop',
              'awslogs-create-group': 'true',
            },
          },
        },
      ],
    }),
  );
  for (const serviceName of ['shop-blue', 'shop-green'])
    await client.send(
      new CreateServiceCommand({
        cluster,
        serviceName,
        taskDefinition: template,
        desiredCount: 0,
        launchType: 'EC2',
        deploymentConfiguration: {
          deploymentCircuitBreaker: { enable: true, rollback: true },
          ...configuration,
        },
      }),
    );
  const asked = new ECSClient(settings);
  const heard = listen(asked);
  const runtime = createEcsRuntime({
    settingsOf: () => ({
      client: asked,
      logs: new CloudWatchLogsClient(settings),
      cluster,
      services: { shop: { blue: 'shop-blue', green: 'shop-green', template, container: 'shop' } },
      instances: 2,
      variables: { COLOUR: 'new' },
      startSeconds: 600,
    }),
    imageOf,
    now: Date.now,
  });
  return { runtime, heard, template };
}
