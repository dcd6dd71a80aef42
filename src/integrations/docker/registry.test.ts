import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUSYBOX, findProgram, isWithoutDocker, startDocker, type DockerDaemon } from '../../../test/support/docker.ts';
import { freePort } from '../../../test/support/free-port.ts';
import { temporaryFolder, until } from '../../../test/support/programs.ts';
import { connectDocker, type Engine } from './engine.ts';
import { createDockerBuilder } from './image-builder.ts';
import { createImageStore, type Registry } from './image-store.ts';

const START_MS = 60_000;
const USER = 'AWS';
const PASSWORD = 'let-me-in';
/** Of that password, by bcrypt: the only kind that the registry reads. */
const HASH = '$2b$05$V0Pa.Qzn0sZUr/Vvqb.CjOq5wcOGscERRcq7C8hix9Li.CnhqodZq';

const absent = isWithoutDocker() || isWithoutRegistry();

function isWithoutRegistry(): boolean {
  if (findProgram('docker-registry') !== undefined) return false;
  if (process.env['CI'] === 'true') throw new Error('CI needs docker-registry, and it is not installed');
  console.warn('SKIPPED with a registry: it is not installed (Debian: apt-get install docker-registry)');
  return true;
}

describe.skipIf(absent)('with a real registry that asks who is there', () => {
  const folder = temporaryFolder('registry');
  let daemon: DockerDaemon;
  let engine: Engine;
  let registry: ChildProcess;
  let address: string;

  beforeAll(async () => {
    const port = await freePort();
    address = `127.0.0.1:${port}`;
    registry = startRegistry(folder.path, port);
    daemon = await startDocker();
    engine = connectDocker(daemon.socket);
    await until('the registry', async () => (await fetch(`http://${address}/v2/`).catch(() => undefined)) && true);
  }, START_MS);

  afterAll(async () => {
    const ended = once(registry, 'exit');
    registry.kill('SIGTERM');
    await ended;
    await engine.close();
    await daemon.remove();
    await folder.remove();
  }, START_MS);

  const at = (password: string): Registry => ({
    prefix: `${address}/team`,
    login: async () => ({ user: USER, password }),
  });

  function order() {
    const directory = join(folder.path, 'source');
    mkdirSync(directory, { recursive: true });
    copyFileSync(BUSYBOX, join(directory, 'busybox'));
    writeFileSync(join(directory, 'Dockerfile'), 'FROM scratch\nCOPY busybox /bin/busybox\n');
    const lines: string[] = [];
    const facts = { directory, service: 'tiny', commit: 'abc1234'.padEnd(40, '0'), commitTime: 1_700_000_000 };
    return { ...facts, lines, log: (line: string) => void lines.push(line) };
  }

  test('an image is pushed, and had again by the digest that the registry gave', async () => {
    const wanted = order();
    const built = await createDockerBuilder(engine, at(PASSWORD)).build(wanted);
    const authorization = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
    const head = await fetch(`http://${address}/v2/team/tiny/manifests/abc1234`, {
      method: 'HEAD',
      headers: { authorization, accept: 'application/vnd.docker.distribution.manifest.v2+json' },
    });
    expect(head.headers.get('docker-content-digest')).toBe(built.digest);
    expect(built.reference).toBe(`${address}/team/tiny@${built.digest}`);
    await forget(engine, built.reference);
    expect(await createImageStore(engine, at(PASSWORD)).fetch('tiny', built.digest)).toBe(built.reference);
    expect(wanted.lines.join('\n')).not.toContain(PASSWORD);
  });

  test('a wrong password is a failure, inside an answer that began well, and stands in no message', async () => {
    const failure: unknown = await createDockerBuilder(engine, at('wrong-one'))
      .build(order())
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'push-failed' });
    expect(String(failure)).not.toContain('wrong-one');
  });

  test('an image that the registry does not have is missing', async () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    await expect(createImageStore(engine, at(PASSWORD)).fetch('tiny', digest)).rejects.toMatchObject({
      code: 'image-missing',
    });
  });
});

function startRegistry(folder: string, port: number): ChildProcess {
  writeFileSync(join(folder, 'users'), `${USER}:${HASH}\n`);
  writeFileSync(
    join(folder, 'registry.yml'),
    [
      'version: 0.1',
      `storage: { filesystem: { rootdirectory: ${join(folder, 'registry')} } }`,
      `http: { addr: 127.0.0.1:${port} }`,
      `auth: { htpasswd: { realm: test, path: ${join(folder, 'users')} } }`,
    ].join('\n'),
  );
  return spawn('docker-registry', ['serve', join(folder, 'registry.yml')], { stdio: 'ignore' });
}

/** As on a machine that never had it. */
async function forget(engine: Engine, reference: string): Promise<void> {
  const { Id } = await engine.call<{ Id: string }>('GET', `/images/${reference}/json`);
  await engine.call('DELETE', `/images/${Id}`, { query: { force: '1' } });
}
