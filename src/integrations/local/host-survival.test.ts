import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HostEvent } from '../../ports/host-events.ts';
import { connectHost } from './host-client.ts';
import { configured, openHostForTests, untilState, type HostForTests } from './host-for-tests.ts';
import { hostFolder } from './host/host-folder.ts';
import { keepPast } from './host/past-file.ts';
import { startedMark } from './host/process-table.ts';

const NOBODY = { blue: 0, green: 0 };
const BLUE = { blue: 100, green: 0 };
const CANARY = { blue: 95, green: 5 };
const PATIENCE = { timeout: 20_000, interval: 25 };

let bench: HostForTests;
beforeEach(async () => {
  bench = await openHostForTests();
});
afterEach(() => bench.close());

test('killing the control plane drops no request', async () => {
  const address = await configured(bench.host, 'shop');
  await bench.healthy('shop', 'blue', await bench.release('aaaaaaa'));
  const client = new URL('./host-client.ts', import.meta.url).href;
  // A control plane of its own, that shifts the traffic and is killed in the middle of what it does next.
  const program = `
    const { connectHost } = await import(${JSON.stringify(client)});
    const host = await connectHost({ directory: ${JSON.stringify(bench.data)} });
    await host.router.shift('shop', { from: ${JSON.stringify(NOBODY)}, to: ${JSON.stringify(BLUE)}, fence: 1 });
    console.log('shifted');
    for (;;) await host.router.counters('shop');`;
  const controlPlane = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(controlPlane.stdout, 'data');
  const statuses: number[] = [];
  for (let count = 0; count < 200; count++) {
    if (count === 50) controlPlane.kill('SIGKILL');
    statuses.push((await fetch(address)).status);
  }
  expect(controlPlane.killed).toBe(true);
  expect(statuses.filter((status) => status !== 200)).toEqual([]);
  expect((await bench.host.router.counters('shop')).blue).toMatchObject({ requests: 200, errors: 0 });
});

test('a killed host comes back as it was: same port, same weights, releases running, nothing left of before', async () => {
  const address = await configured(bench.host, 'shop');
  await bench.healthy('shop', 'blue', await bench.release('aaaaaaa'));
  await bench.healthy('shop', 'green', await bench.release('bbbbbbb'));
  await bench.host.router.shift('shop', { from: NOBODY, to: CANARY, fence: 4 });
  const { pid: releaseBefore } = (await (await fetch(address)).json()) as { pid: number };
  const { pid: hostBefore } = await bench.about();

  process.kill(hostBefore, 'SIGKILL');
  await vi.waitFor(async () => expect(await startedMark(hostBefore)).toBeUndefined(), PATIENCE);
  // The next call starts the host again.
  expect(await bench.host.router.weights('shop')).toEqual(CANARY);
  await untilState(bench.host, 'shop', 'blue', 'healthy');
  await untilState(bench.host, 'shop', 'green', 'healthy');

  expect((await bench.about()).pid).not.toBe(hostBefore);
  expect(await startedMark(releaseBefore)).toBeUndefined();
  expect((await fetch(address)).status).toBe(200);
  const late = bench.host.router.shift('shop', { from: CANARY, to: BLUE, fence: 3 });
  await expect(late).rejects.toMatchObject({ code: 'stale-fence' });
});

test('what a release did before its host was killed is remembered', async () => {
  await configured(bench.host, 'shop');
  const release = await bench.release('aaaaaaa');
  await bench.healthy('shop', 'blue', release);
  const ticks = [{ atMs: Date.now(), instances: [{ id: 'before', requests: 10, errors: 1 }] }];
  await keepPast(join(hostFolder(bench.data).past, 'shop.blue.json'), { release, ticks });
  const { pid } = await bench.about();
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(async () => expect(await startedMark(pid)).toBeUndefined(), PATIENCE);
  expect(await bench.host.metrics.history('shop', 'blue')).toEqual(ticks);
  expect(await bench.host.metrics.history('shop', 'green')).toEqual([]);
});

test('a canary whose lease ran out while the host was dead comes back as stable', async () => {
  await configured(bench.host, 'shop');
  const release = await bench.release('aaaaaaa');
  await bench.healthy('shop', 'blue', release);
  await bench.healthy('shop', 'green', release);
  await bench.host.router.shift('shop', { from: NOBODY, to: BLUE, fence: 1 });
  await bench.host.router.shift('shop', { from: BLUE, to: CANARY, fence: 1, lease: { seconds: 1, stable: BLUE } });
  process.kill((await bench.about()).pid, 'SIGKILL');
  await sleep(1_100);
  expect(await bench.host.router.weights('shop')).toEqual(BLUE);
  expect(await bench.host.describe('shop')).toMatchObject({ expiredLease: { from: CANARY, to: BLUE } });
});

test('a command that a killed host ran is lost, its processes are ended, and who listens hears of it', async () => {
  const pidFile = join(bench.data, 'child');
  await bench.host.commands.start('run:build:1', {
    line: `sh -c 'echo $$ > ${pidFile}; exec sleep 1000' & wait`,
    directory: bench.data,
    environment: { PATH: '/usr/bin:/bin' },
    logFile: join(bench.data, 'log'),
    secrets: [],
    limits: { seconds: 1_000, outputBytes: 1_000 },
  });
  const child = await vi.waitFor(() => Number(readFileSync(pidFile, 'utf8').trim() || 'none'), PATIENCE);
  const heard: HostEvent[] = [];
  const ears = new AbortController();
  void (async () => {
    for await (const event of bench.host.events(0, ears.signal)) heard.push(event);
  })();
  await vi.waitFor(() => expect(heard).toHaveLength(1), PATIENCE);

  process.kill((await bench.about()).pid, 'SIGKILL');

  await vi.waitFor(() => expect(heard.map((event) => event.type)).toContain('command-ended'), PATIENCE);
  ears.abort();
  expect(heard).toMatchObject([
    { type: 'host-started' },
    { type: 'host-started' },
    { type: 'command-ended', key: 'run:build:1' },
  ]);
  expect(heard.map((event) => event.sequence)).toEqual(heard.map((event) => event.sequence).toSorted((a, b) => a - b));
  expect(await bench.host.commands.status('run:build:1')).toEqual({ state: 'lost' });
  expect(await startedMark(child)).toBeUndefined();
});

test('who comes back to the events hears what was missed, once', async () => {
  await configured(bench.host, 'shop');
  await bench.healthy('shop', 'blue', await bench.release('aaaaaaa'));
  const first = await take(bench.host.events(0, new AbortController().signal), 2);
  expect(first).toMatchObject([
    { type: 'host-started' },
    { type: 'colour-changed', environment: 'shop', colour: 'blue', state: 'starting' },
  ]);
  const rest = await take(bench.host.events(first[1]?.sequence ?? 0, new AbortController().signal), 1);
  expect(rest).toMatchObject([{ type: 'colour-changed', state: 'healthy' }]);
});

test('control planes that start at the same time share one host', async () => {
  const directory = join(bench.data, 'other');
  const planes = await Promise.all([1, 2, 3].map(() => connectHost({ directory, lingerSeconds: 60 })));
  await planes[0]?.configure('shop', {});
  for (const plane of planes) expect(await plane.describe('shop')).toMatchObject({ name: 'shop' });
  await planes[0]?.stop();
  // No late starter takes the place of the one that was stopped: nobody holds the folder.
  const lock = new DatabaseSync(join(directory, 'host', 'lock.sqlite'));
  await vi.waitFor(() => lock.exec('begin exclusive; rollback'), PATIENCE);
  lock.close();
});

test('a host that is ending makes room for the next one', async () => {
  await configured(bench.host, 'shop');
  const before = await bench.about();
  const [, next] = await Promise.all([bench.host.stop(), sleep(5).then(() => bench.connect())]);
  expect(await next?.describe('shop')).toMatchObject({ name: 'shop' });
  expect((await bench.about()).pid).not.toBe(before.pid);
  await next?.stop();
});

test('a folder may be named from where the control plane stands', async () => {
  const directory = relative(process.cwd(), join(bench.data, 'other'));
  const host = await connectHost({ directory, lingerSeconds: 60 });
  expect(await host.describeAll()).toEqual([]);
  await host.stop();
});

test('a host that nobody speaks to ends by itself, with its releases, after the time it was given', async () => {
  const other = await connectHost({
    directory: join(bench.data, 'other'),
    images: join(bench.data, 'images'),
    lingerSeconds: 1,
  });
  const { address } = await other.configure('shop', {});
  await other.runtime.launch('shop', 'blue', await bench.release('aaaaaaa'));
  await untilState(other, 'shop', 'blue', 'healthy');
  await other.router.shift('shop', { from: NOBODY, to: BLUE, fence: 1 });
  const { pid } = (await (await fetch(address ?? '')).json()) as { pid: number };
  await other.close();
  await vi.waitFor(async () => expect(await startedMark(pid)).toBeUndefined(), PATIENCE);
  await vi.waitFor(async () => expect(await fetch(address ?? '').catch(() => 'refused')).toBe('refused'), PATIENCE);
});

test('a call without the key is refused, and nobody else can read the key or reach the socket', async () => {
  const host = join(bench.data, 'host');
  const socketPath = readFileSync(join(host, 'socket'), 'utf8');
  const dispatcher = new Agent({ connect: { socketPath } });
  const { statusCode } = await request('http://host/about', { dispatcher, headers: { authorization: 'Bearer wrong' } });
  await dispatcher.close();
  expect(statusCode).toBe(401);
  expect(Buffer.byteLength(socketPath)).toBeLessThan(104);
  for (const path of [host, join(socketPath, '..'), join(host, 'key'), socketPath, join(host, 'state.json')]) {
    expect(statSync(path).mode & 0o077, path).toBe(0);
  }
});

async function take(events: AsyncIterable<HostEvent>, count: number): Promise<HostEvent[]> {
  const taken: HostEvent[] = [];
  for await (const event of events) if (taken.push(event) === count) break;
  return taken;
}
