import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, type Client } from '../../src/api/client.ts';
import { documentOf } from '../support/deliveries.ts';
import { BUSYBOX, startDocker, isWithoutDocker, type DockerDaemon } from '../support/docker.ts';
import { freePort } from '../support/free-port.ts';
import { startHaproxy, isWithoutHaproxy, type Haproxy } from '../support/haproxy.ts';
import { shipchart, temporaryFolder, until, type Program } from '../support/programs.ts';

const absent = isWithoutDocker() || isWithoutHaproxy();

const PATIENCE_MS = 120_000;
const VISITORS = 8;
const BREATH_MS = 10;

const DOCUMENT = documentOf(
  [
    'CI[Checkout] --> BUILD[Image]',
    'BUILD --> DEPLOY[Deploy]',
    'DEPLOY --> CANARY[Canary]',
    'CANARY --> WATCH[Watch]',
    'WATCH -->|healthy| FULL[Everything]',
    'WATCH -->|anomaly| BACK[Back]',
    'BACK --> CALL[Incident]',
  ],
  [
    'CI: { uses: checkout }',
    'BUILD: { uses: image }',
    'DEPLOY: { uses: deploy, to: production }',
    'CANARY: { uses: traffic, to: production, weight: 20 % }',
    'WATCH: { uses: monitor, of: production, for: 3s, at-most: 60s, warm-up: 1s, guard: { errors: { margin: 5 points }, latency: { p50: off, p99: off } }, phi: 3 }',
    'FULL: { uses: traffic, to: production, weight: 100 % }',
    'BACK: { uses: rollback, of: production }',
    'CALL: { uses: incident }',
  ],
);

describe.skipIf(absent)('on Docker, behind HAProxy, with people in the shop', () => {
  const folder = temporaryFolder('docker-delivery');
  let daemon: DockerDaemon;
  let haproxy: Haproxy;
  let server: Program;
  let client: Client;
  let visitors: Visitors;

  beforeAll(async () => {
    [daemon, haproxy] = await Promise.all([startDocker(), startHaproxy()]);
    const port = await freePort();
    writeRepository(folder.path, port, daemon.socket, haproxy);
    commit(folder.path, 'Open the shop', 200);
    server = shipchart(folder.path, ['up']);
    await until('the server', () => (server.said().includes('#token=') ? true : undefined));
    const token = readFileSync(join(folder.path, '.shipchart', 'people', 'ann.token'), 'utf8').trim();
    client = createClient({ baseUrl: `http://127.0.0.1:${port}`, token });
    await ended(client, (await client.start({ ref: 'main', adopt: ['production'], check: false })).id);
    visitors = visit(`${haproxy.address}/cgi-bin/shop`);
  }, PATIENCE_MS);

  afterAll(async () => {
    await visitors?.leave();
    server?.child.kill('SIGINT');
    await server?.ended;
    await haproxy?.stop();
    await daemon?.remove();
    const { connectLocalHost } = await import('../../src/main/local-environments.ts');
    await (await connectLocalHost(join(folder.path, '.shipchart'), {})).stop();
    await folder.remove();
  }, PATIENCE_MS);

  test(
    'a good release gets all of the traffic, and nobody meets an error',
    async () => {
      commit(folder.path, 'Sell tea', 200);
      const run = await ended(client, (await client.start({ ref: 'main', check: false })).id);
      expect(run.ending, run.endingReason).toBe('delivered');
      await until('the new page', async () => ((await shown(haproxy)) === 'Sell tea' ? true : undefined));
      expect(visitors.failed()).toBe(0);
    },
    PATIENCE_MS,
  );

  test(
    'a bad one is rolled back, somebody is woken, and the good one serves all again',
    async () => {
      commit(folder.path, 'Sell coffee', 500);
      const run = await ended(client, (await client.start({ ref: 'main', check: false })).id);
      expect(run.ending, run.endingReason).toBe('rolled back');
      const failed = visitors.failed();
      expect(failed).toBeGreaterThan(0);
      for (let visitor = 0; visitor < 50; visitor++) expect(await shown(haproxy)).toBe('Sell tea');
      expect(visitors.failed()).toBe(failed);
      expect(await client.incidents()).toMatchObject([{ runId: run.id, environment: 'production', resolvedAt: null }]);
    },
    PATIENCE_MS,
  );
});

function writeRepository(folder: string, port: number, socket: string, haproxy: Haproxy): void {
  const production = `{ address: '${haproxy.address}', docker: { network: host, instances: 2, drain: 1s }, haproxy: { socket: '${haproxy.socket}', backend: shop, state-file: '${haproxy.stateFile}' } }`;
  const lines = [
    'shipchart: 1',
    `port: ${port}`,
    'trust-pushers: true',
    'project: { name: shop }',
    `docker: { socket: '${socket}' }`,
    'environments:',
    `  production: ${production}`,
    'people: { ann: {} }',
  ];
  writeFileSync(join(folder, 'shipchart.yaml'), `${lines.join('\n')}\n`);
  writeFileSync(join(folder, 'DELIVERY.md'), DOCUMENT);
  writeFileSync(join(folder, '.gitignore'), '.shipchart\n');
  writeFileSync(join(folder, '.dockerignore'), '*\n!www\n!busybox\n');
  copyFileSync(BUSYBOX, join(folder, 'busybox'));
  mkdirSync(join(folder, 'www', 'cgi-bin'), { recursive: true });
  writeFileSync(join(folder, 'www', 'healthz'), 'ok\n');
  writeFileSync(
    join(folder, 'Dockerfile'),
    'FROM scratch\nCOPY busybox /bin/busybox\nCOPY busybox /bin/sh\nCOPY www /www\nCMD ["/bin/sh", "-c", "exec /bin/busybox httpd -f -p 127.0.0.1:$PORT -h /www"]\n',
  );
  git(folder, 'init', '--quiet', '--initial-branch=main');
}

/** A shop that shows its newest offer, or fails. */
function commit(folder: string, subject: string, status: number): void {
  const page = join(folder, 'www', 'cgi-bin', 'shop');
  writeFileSync(page, `#!/bin/sh\nprintf 'Status: ${status}\\r\\nContent-Type: text/plain\\r\\n\\r\\n${subject}'\n`);
  chmodSync(page, 0o755);
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', subject);
}

function git(folder: string, ...words: string[]): void {
  execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', ...words], {
    cwd: folder,
    stdio: 'pipe',
  });
}

async function ended(client: Client, id: string) {
  return until(
    `${id} to end`,
    async () => {
      const run = await client.run(id);
      return run.phase === 'ended' ? run : undefined;
    },
    PATIENCE_MS,
  );
}

async function shown({ address }: Haproxy): Promise<string> {
  return (await fetch(`${address}/cgi-bin/shop`)).text();
}

interface Visitors {
  failed(): number;
  leave(): Promise<void>;
}

function visit(url: string): Visitors {
  let open = true;
  let failed = 0;
  const walk = async () => {
    while (open) {
      const answer = await fetch(url).catch(() => undefined);
      await answer?.arrayBuffer();
      if (answer?.status !== 200) failed += 1;
      await pause(BREATH_MS);
    }
  };
  const walking = Promise.all(Array.from({ length: VISITORS }, walk));
  return {
    failed: () => failed,
    leave: async () => {
      open = false;
      await walking;
    },
  };
}
