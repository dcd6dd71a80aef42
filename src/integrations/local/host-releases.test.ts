import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Weights } from '../../ports/release.ts';
import { configured, openHostForTests, untilState, type HostForTests } from './host-for-tests.ts';
import { startedMark } from './host/process-table.ts';

const NOBODY = { blue: 0, green: 0 };
const BLUE = { blue: 100, green: 0 };
const GREEN = { blue: 0, green: 100 };
const PATIENCE = { timeout: 20_000, interval: 25 };

let bench: HostForTests;
beforeEach(async () => {
  bench = await openHostForTests();
});
afterEach(() => bench.close());

const shift = (from: Weights, to: Weights, lease?: { seconds: number; stable: Weights }) =>
  bench.host.router.shift('shop', { from, to, fence: 1, ...(lease ? { lease } : {}) });

async function pidAt(address: string): Promise<number> {
  return ((await (await fetch(address)).json()) as { pid: number }).pid;
}

test('requests under way end before their release is stopped', async () => {
  const address = await configured(bench.host, 'shop');
  await bench.healthy('shop', 'blue', await bench.release('aaaaaaa'));
  await bench.healthy('shop', 'green', await bench.release('bbbbbbb'));
  await shift(NOBODY, BLUE);
  const slow = fetch(`${address}/slow/700`);
  await vi.waitFor(async () => expect((await bench.host.router.counters('shop')).blue.requests).toBe(1), PATIENCE);
  await shift(BLUE, GREEN);
  await bench.host.runtime.retire('shop', 'blue');
  expect(await (await slow).json()).toMatchObject({ colour: 'blue' });
});

test('what is under way too long is broken off', async () => {
  const address = await configured(bench.host, 'shop', { drainSeconds: 0.2 });
  await bench.healthy('shop', 'blue', await bench.release('aaaaaaa'));
  await shift(NOBODY, BLUE);
  const slow = fetch(`${address}/slow/60000`).then((answer) => answer.status);
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nhost: shop\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n');
  await once(socket, 'data');
  await shift(BLUE, NOBODY);
  await bench.host.runtime.retire('shop', 'blue');
  expect(await slow).toBe(502);
  if (!socket.closed) await once(socket, 'close');
});

test('an open upgrade does not keep the host from stopping', async () => {
  const address = await configured(bench.host, 'shop', { drainSeconds: 0.2 });
  await bench.healthy('shop', 'blue', await bench.release('aaaaaaa'));
  await shift(NOBODY, BLUE);
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nhost: shop\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n');
  await once(socket, 'data');
  await bench.host.stop();
  if (!socket.closed) await once(socket, 'close');
  expect(socket.closed).toBe(true);
});

test('a colour that takes traffic is neither stopped nor replaced', async () => {
  const address = await configured(bench.host, 'shop');
  await bench.healthy('shop', 'blue', await bench.release('aaaaaaa'));
  await shift(NOBODY, BLUE);
  const { runtime } = bench.host;
  await expect(runtime.retire('shop', 'blue')).rejects.toMatchObject({ code: 'colour-serves' });
  await expect(runtime.launch('shop', 'blue', await bench.release('bbbbbbb'))).rejects.toMatchObject({
    code: 'colour-serves',
  });
  expect(await (await fetch(address)).json()).toMatchObject({ commit: 'aaaaaaa' });
});

test('a canary that crashes is failed with its last words, and its share is its error', async () => {
  const address = await configured(bench.host, 'shop');
  await bench.healthy('shop', 'blue', await bench.release('aaaaaaa'));
  await bench.healthy('shop', 'green', await bench.release('bbbbbbb'));
  await shift(NOBODY, BLUE);
  // Watched as a canary is, but with all of the traffic, so that every request is its own.
  await shift(BLUE, GREEN, { seconds: 60, stable: BLUE });
  expect((await fetch(`${address}/crash`)).status).toBe(502);
  await untilState(bench.host, 'shop', 'green', 'failed');
  const status = await bench.host.runtime.status('shop', 'green');
  expect(status).toMatchObject({ detail: expect.stringMatching(/tiny ended with exit code 3[\s\S]*about to crash/) });
  for (let count = 0; count < 5; count++) expect((await fetch(address)).status).toBe(502);
  expect((await bench.host.router.counters('shop')).green).toMatchObject({
    requests: 6,
    errors: 6,
    statuses: { none: 6 },
  });
  await shift(GREEN, BLUE);
  expect((await fetch(address)).status).toBe(200);
});

test('a release that serves everyone is started again when it crashes', async () => {
  const address = await configured(bench.host, 'shop');
  await bench.healthy('shop', 'blue', await bench.release('aaaaaaa'));
  await shift(NOBODY, BLUE);
  const before = await pidAt(address);
  const { epoch } = (await bench.host.router.counters('shop')).blue;
  expect((await fetch(`${address}/crash`)).status).toBe(502);
  await vi.waitFor(async () => expect((await fetch(address)).status).toBe(200), PATIENCE);
  expect(await pidAt(address)).not.toBe(before);
  expect((await bench.host.router.counters('shop')).blue.epoch).not.toBe(epoch);
  expect(await bench.host.runtime.status('shop', 'blue')).toMatchObject({ state: 'healthy' });
});

test('a release that stays unhealthy fails with what its health check said', async () => {
  await configured(bench.host, 'shop', { healthSeconds: 0.5 });
  await bench.host.runtime.launch('shop', 'blue', await bench.release('aaaaaaa', { HEALTH: 'bad' }));
  await untilState(bench.host, 'shop', 'blue', 'failed');
  expect(await bench.host.runtime.status('shop', 'blue')).toMatchObject({
    detail: expect.stringContaining('/healthz answered 500: health is bad'),
  });
});

test('warm-up requests come before the release is healthy, and are not counted', async () => {
  const address = await configured(bench.host, 'shop', { warmUp: { paths: ['/cached/a', '/cached/b'], requests: 7 } });
  await bench.healthy('shop', 'blue', await bench.release('aaaaaaa'));
  await shift(NOBODY, BLUE);
  expect((await bench.host.router.counters('shop')).blue.requests).toBe(0);
  expect((await fetch(`${address}/cached/c`)).headers.get('x-served')).toBe('8');
});

test('what a release started ends with it, also where it went its own way', async () => {
  const address = await configured(bench.host, 'shop');
  await bench.healthy('shop', 'blue', await bench.release('aaaaaaa'));
  await shift(NOBODY, BLUE);
  const child = Number(await (await fetch(`${address}/child`)).text());
  expect(await startedMark(child)).toBeDefined();
  await shift(BLUE, NOBODY);
  await bench.host.runtime.retire('shop', 'blue');
  expect(await startedMark(child)).toBeUndefined();
});

test('a release of several services runs them all, and the named one takes the traffic', async () => {
  const address = await configured(bench.host, 'shop', { service: 'page' });
  const [api, page] = [await bench.release('aaaaaaa'), await bench.release('bbbbbbb')];
  const services = { api: api.services['tiny'] as string, page: page.services['tiny'] as string };
  await bench.healthy('shop', 'blue', { ...page, services });
  expect(await bench.host.runtime.status('shop', 'blue')).toMatchObject({ instances: 2 });
  await shift(NOBODY, BLUE);
  expect((await fetch(address)).status).toBe(200);
  for (const service of ['api', 'page']) {
    expect(readFileSync(join(bench.data, `host/logs/shop-blue-${service}.log`), 'utf8')).toContain('listening on');
  }
});
