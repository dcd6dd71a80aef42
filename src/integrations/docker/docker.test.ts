import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { BUSYBOX, startDocker, isWithoutDocker, type DockerDaemon } from '../../../test/support/docker.ts';
import { temporaryFolder } from '../../../test/support/programs.ts';
import type { Release } from '../../ports/release.ts';
import { runtimeContract } from '../../ports/runtime.contract.ts';
import { connectDocker, type Engine } from './engine.ts';
import { createDockerBuilder } from './image-builder.ts';
import { createImageStore } from './image-store.ts';
import { createDockerRuntime, type DockerEnvironment } from './runtime.ts';

const absent = isWithoutDocker();

const START_MS = 60_000;
const SERVES = 'exec /bin/busybox httpd -f -p 127.0.0.1:$PORT -h /www';
const FAILS = 'echo the cupboard is bare; exit 3';

describe.skipIf(absent)('with a real Docker daemon', () => {
  const folder = temporaryFolder('docker-test');
  let daemon: DockerDaemon;
  let engine: Engine;
  beforeAll(async () => {
    daemon = await startDocker();
    engine = connectDocker(daemon.socket);
  }, START_MS);
  afterAll(async () => {
    await engine?.close();
    await daemon?.remove();
    await folder.remove();
  }, START_MS);

  /** Builds a small service from nothing, and gives its release. */
  async function release(commit: string, command: string): Promise<Release> {
    const builder = createDockerBuilder(engine, undefined);
    const directory = source(commit, command);
    const { digest } = await builder.build({ directory, service: 'tiny', commit, commitTime: 1_700_000_000, log() {} });
    return { id: `tiny@${commit}`, services: { tiny: digest }, commit, runId: 'run-1' };
  }

  function source(commit: string, command: string): string {
    const directory = join(folder.path, commit);
    mkdirSync(join(directory, 'www'), { recursive: true });
    copyFileSync(BUSYBOX, join(directory, 'busybox'));
    writeFileSync(join(directory, 'www', 'healthz'), `${commit}\n`);
    writeFileSync(join(directory, '.dockerignore'), 'secret*\n');
    writeFileSync(join(directory, 'secrets.txt'), 'not for an image');
    writeFileSync(
      join(directory, 'Dockerfile'),
      `FROM scratch\nCOPY . /\nCOPY busybox /bin/busybox\nCMD ["/bin/busybox", "sh", "-c", ${JSON.stringify(command)}]\n`,
    );
    return directory;
  }

  function runtime(more: Partial<DockerEnvironment> = {}, site = randomUUID()) {
    const settings: DockerEnvironment = {
      network: 'host',
      port: 8080,
      variables: {},
      instances: 1,
      healthPath: '/healthz',
      healthSeconds: 10,
      drainSeconds: 1,
      ...more,
    };
    return createDockerRuntime({
      engine,
      images: createImageStore(engine, undefined),
      site,
      settingsOf: () => settings,
      now: Date.now,
    });
  }

  runtimeContract('the Docker runtime', async () => {
    const made = runtime();
    return {
      runtime: made,
      environment: 'shop',
      first: await release('aaaaaaa', SERVES),
      second: await release('bbbbbbb', SERVES),
      broken: { release: await release('ccccccc', FAILS), says: 'the cupboard is bare' },
      absent: { id: 'tiny@ddddddd', services: { tiny: `sha256:${'0'.repeat(64)}` }, commit: 'ddddddd', runId: 'run-1' },
      instance: async (colour) => (await made.targets('shop', colour)).map(({ id }) => id).join(' '),
      close: async () => {
        await made.retire('shop', 'blue');
        await made.retire('shop', 'green');
      },
    };
  });

  test('releases outlive the daemon, and are found again by their labels', async () => {
    const site = randomUUID();
    const first = await release('aaaaaaa', SERVES);
    await runtime({ instances: 2 }, site).launch('shop', 'blue', first);
    const before = await runtime({ instances: 2 }, site).targets('shop', 'blue');
    expect(before).toHaveLength(2);
    await daemon.stop();
    const answer = await fetch(`http://127.0.0.1:${before[0]?.port}/healthz`);
    expect(await answer.text()).toBe('aaaaaaa\n');
    await daemon.start();
    const later = runtime({ instances: 2 }, site);
    await vi.waitFor(
      async () =>
        expect(await later.status('shop', 'blue')).toEqual({ state: 'healthy', release: first, instances: 2 }),
      { timeout: 20_000, interval: 100 },
    );
    expect(await later.targets('shop', 'blue')).toEqual(before);
    await later.retire('shop', 'blue');
  });

  test('a launch that was cut short is finished by its repeat, and strays are gone', async () => {
    const made = runtime({ instances: 2 });
    const first = await release('aaaaaaa', SERVES);
    await made.launch('shop', 'blue', first);
    const [one] = await made.targets('shop', 'blue');
    await engine.call('DELETE', `/containers/${one?.id}`, { query: { force: '1' } });
    await made.launch('shop', 'blue', first);
    expect(await made.targets('shop', 'blue')).toHaveLength(2);
    await made.retire('shop', 'blue');
    expect(await made.status('shop', 'blue')).toEqual({ state: 'empty' });
  });

  test('limits are set, and nothing may gain rights', async () => {
    const made = runtime({ memoryMib: 64, cpus: 0.5 });
    await made.launch('shop', 'green', await release('aaaaaaa', SERVES));
    const [target] = await made.targets('shop', 'green');
    const { HostConfig } = await engine.call<{ HostConfig: Record<string, unknown> }>(
      'GET',
      `/containers/${target?.id}/json`,
    );
    expect(HostConfig).toMatchObject({
      Memory: 64 * 1024 * 1024,
      NanoCpus: 500_000_000,
      SecurityOpt: ['no-new-privileges'],
      RestartPolicy: { Name: 'unless-stopped' },
    });
    await made.retire('shop', 'green');
  });

  describe('the builder', () => {
    const order = (directory: string, lines: string[] = []) => ({
      directory,
      service: 'tiny',
      commit: 'eeeeeee'.padEnd(40, '0'),
      commitTime: 1_700_000_000,
      log: (line: string) => void lines.push(line),
    });

    test('the same commit is the same image, labelled with it, without what is ignored', async () => {
      const builder = createDockerBuilder(engine, undefined);
      const lines: string[] = [];
      const built = await builder.build(order(source('eeeeeee', SERVES), lines));
      expect(await builder.build(order(source('eeeeeee', SERVES)))).toEqual(built);
      const { Config } = await engine.call<{ Config: { Labels: Record<string, string> } }>(
        'GET',
        `/images/${built.digest}/json`,
      );
      expect(Config.Labels['org.opencontainers.image.revision']).toBe('eeeeeee'.padEnd(40, '0'));
      expect(lines.join('\n')).toContain('FROM scratch');
      const history = await tarOf(engine, built.digest);
      expect(history).toContain('www/healthz');
      expect(history).not.toContain('secrets.txt');
    });

    test('an instruction that fails is an error, although the answer began with 200', async () => {
      const directory = source('fffffff', SERVES);
      writeFileSync(join(directory, 'Dockerfile'), 'FROM scratch\nCOPY nothing-like-this /\n');
      await expect(createDockerBuilder(engine, undefined).build(order(directory))).rejects.toMatchObject({
        code: 'build-failed',
        message: expect.stringContaining('nothing-like-this') as string,
      });
    });

    test('without a Dockerfile it says what to do', async () => {
      const directory = join(folder.path, 'bare');
      mkdirSync(directory, { recursive: true });
      await expect(createDockerBuilder(engine, undefined).build(order(directory))).rejects.toMatchObject({
        code: 'dockerfile-missing',
        hint: expect.stringContaining('shipchart.yaml') as string,
      });
    });
  });
});

/** Names in an image's layers, as far as they stand there in the clear. */
async function tarOf(engine: Engine, image: string): Promise<string> {
  const { Id } = await engine.call<{ Id: string }>('POST', '/containers/create', { body: { Image: image } });
  try {
    const changes = await engine.call<{ Path: string }[] | null>('GET', `/containers/${Id}/changes`);
    expect(changes).toBeNull();
    const names: string[] = [];
    for (const path of ['www/healthz', 'secrets.txt']) {
      const there = await engine.call('HEAD', `/containers/${Id}/archive`, { query: { path: `/${path}` } }).then(
        () => true,
        () => false,
      );
      if (there) names.push(path);
    }
    return names.join('\n');
  } finally {
    await engine.call('DELETE', `/containers/${Id}`);
  }
}
