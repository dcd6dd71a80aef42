import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Counters } from '../../ports/router.ts';
import { configured, openHostForTests, type HostForTests } from './host-for-tests.ts';

const NOBODY = { blue: 0, green: 0 };
const BLUE = { blue: 100, green: 0 };
const PATIENCE = { timeout: 20_000, interval: 25 };

let bench: HostForTests;
let address: string;
let before: Counters;
beforeAll(async () => {
  bench = await openHostForTests();
  address = await configured(bench.host, 'shop', { variables: { EXTRA: 'from the configuration' } });
  await bench.healthy('shop', 'blue', await bench.release('aaaaaaa'));
  await bench.host.router.shift('shop', { from: NOBODY, to: BLUE, fence: 1 });
});
afterAll(() => bench.close());
beforeEach(async () => {
  before = await blue();
});

async function blue(): Promise<Counters> {
  return (await bench.host.router.counters('shop')).blue;
}

/** What was counted since the test began. */
async function counted(): Promise<{ requests: number; errors: number; none: number }> {
  const now = await blue();
  return {
    requests: now.requests - before.requests,
    errors: now.errors - before.errors,
    none: (now.statuses['none'] ?? 0) - (before.statuses['none'] ?? 0),
  };
}

test('before any release there is a plain sentence', async () => {
  const empty = await configured(bench.host, 'empty');
  const answer = await fetch(empty);
  expect(answer.status).toBe(503);
  expect(await answer.text()).toBe('No release takes the traffic of empty yet.\n');
});

test('a port in use is named', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const refused = bench.host.configure('taken', { port });
  await expect(refused).rejects.toMatchObject({ code: 'port-in-use', message: expect.stringContaining(String(port)) });
  await expect(bench.host.describe('taken')).rejects.toMatchObject({ code: 'environment-unknown' });
  other.close();
});

test('a chosen port stays when the environment is set up again, and moves when it is told to', async () => {
  const first = await configured(bench.host, 'mover');
  expect(await configured(bench.host, 'mover')).toBe(first);
  const port = Number(new URL(first).port) + 1;
  expect(await configured(bench.host, 'mover', { port })).toBe(`http://127.0.0.1:${port}`);
  await expect(fetch(first)).rejects.toThrow('fetch failed');
});

test('settings that make no sense are refused', async () => {
  await expect(bench.host.configure('../x', {})).rejects.toMatchObject({ code: 'settings-wrong' });
  await expect(bench.host.configure('shop', { port: 70_000 })).rejects.toMatchObject({ code: 'settings-wrong' });
  await expect(bench.host.configure('shop', { healthPath: 'healthz' })).rejects.toMatchObject({
    code: 'settings-wrong',
  });
});

test('a release knows who it is, and sees nothing of the host’s surroundings', async () => {
  expect(await (await fetch(address)).json()).toMatchObject({
    colour: 'blue',
    release: 'tiny@aaaaaaa',
    commit: 'aaaaaaa',
    environment: 'shop',
    host: '127.0.0.1',
    home: null,
    extra: 'from the configuration',
  });
});

test('what the release breaks is its error, and the client is told', async () => {
  expect((await fetch(`${address}/reset`)).status).toBe(502);
  const half = await fetch(`${address}/half`);
  expect(half.status).toBe(200);
  await expect(half.text()).rejects.toThrow('terminated');
  expect(await counted()).toEqual({ requests: 2, errors: 2, none: 1 });
});

test('a client that leaves is nobody’s error', async () => {
  await expect(fetch(`${address}/slow/5000`, { signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
  await vi.waitFor(async () => expect(await counted()).toEqual({ requests: 1, errors: 0, none: 1 }), PATIENCE);
});

test('bodies of any length pass through, whole and unchanged', async () => {
  const piece = Buffer.alloc(64 * 1024, 'abcdefgh');
  const body = Readable.toWeb(Readable.from(Array<Buffer>(100).fill(piece))) as ReadableStream;
  const answer = await fetch(`${address}/echo`, { method: 'POST', body, duplex: 'half' } as RequestInit);
  expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.concat(Array<Buffer>(100).fill(piece)))).toBe(true);
  expect((await (await fetch(`${address}/big/50`)).arrayBuffer()).byteLength).toBe(50 * 1024 * 1024);
});

test.skipIf(process.platform !== 'linux')(
  'a client that reads slowly holds the release back instead of filling the memory',
  async () => {
    const answer = await fetch(`${address}/big/300`);
    const reader = answer.body?.getReader();
    await reader?.read();
    const { pid } = await bench.about();
    await sleep(500);
    const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    await reader?.cancel();
    expect(resident).toBeLessThan(250 * 1024);
  },
);

test('headers of one connection stay there, and the release learns who asked', async () => {
  const answer = await fetch(`${address}/echo`, {
    headers: { 'x-mine': 'kept', 'proxy-authorization': 'x', te: 'trailers' },
  });
  const headers = decodeURIComponent(answer.headers.get('x-headers') ?? '').toLowerCase();
  const { host } = new URL(address);
  for (const kept of [
    '"x-mine","kept"',
    '"x-forwarded-for","127.0.0.1"',
    `"x-forwarded-host","${host}"`,
    `"host","${host}"`,
  ]) {
    expect(headers).toContain(kept);
  }
  for (const dropped of ['proxy-authorization', '"te"']) expect(headers).not.toContain(dropped);
});

test('repeated answer headers stay apart', async () => {
  const asked = encodeURIComponent(
    JSON.stringify({ 'set-cookie': ['a=1', 'b=2'], connection: 'x-private', 'x-private': 'secret' }),
  );
  const { headers } = await fetch(`${address}/head?${asked}`);
  expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(headers.get('x-private')).toBeNull();
});

test.each([
  ['two lengths', 'content-length: 3\r\ncontent-length: 4\r\n\r\nabc'],
  ['a length and chunks', 'content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['two hosts', 'host: evil\r\n\r\n'],
  ['chunks that end oddly', 'transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n'],
])('a request with %s reaches no release', async (_what, rest) => {
  expect(await rawAnswer(`POST / HTTP/1.1\r\nhost: shop\r\n${rest}`)).toMatch(/^HTTP\/1\.1 400 /);
  expect(await counted()).toMatchObject({ requests: 0 });
});

test('headers without end are refused', async () => {
  expect(await rawAnswer(`GET / HTTP/1.1\r\nhost: shop\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`)).toMatch(
    /^HTTP\/1\.1 4\d\d /,
  );
});

test('an upgrade passes through in both directions and counts as one request', async () => {
  const socket = dial('GET /socket HTTP/1.1\r\nhost: shop\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n');
  await socket.until('hello ');
  socket.write('there and back');
  await socket.until('hello there and back');
  socket.end();
  expect(socket.heard()).toMatch(/^HTTP\/1\.1 101 /);
  expect(await counted()).toEqual({ requests: 1, errors: 0, none: 0 });
});

test('a refused upgrade is handed back, and its connection carries nothing else', async () => {
  const upgrade = 'GET /refuse HTTP/1.1\r\nhost: shop\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n';
  const said = await rawAnswer(`${upgrade}GET /smuggled HTTP/1.1\r\nhost: shop\r\n\r\n`);
  expect(said).toMatch(/^HTTP\/1\.1 403 [\s\S]*connection: close[\s\S]*\r\n\r\nno$/i);
  expect(await counted()).toMatchObject({ requests: 1 });
});

test('an upgrade to HTTP/2 is answered as plain HTTP', async () => {
  const said = await rawAnswer('GET / HTTP/1.1\r\nhost: shop\r\nconnection: upgrade, close\r\nupgrade: h2c\r\n\r\n');
  expect(said).toMatch(/^HTTP\/1\.1 200 /);
});

function dial(text: string) {
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk) => (heard += chunk.toString()));
  socket.on('error', () => undefined);
  socket.write(text);
  return {
    heard: () => heard,
    write: (more: string) => socket.write(more),
    end: () => socket.end(),
    until: (end: string) => vi.waitFor(() => expect(heard.endsWith(end)).toBe(true), PATIENCE),
    closed: () => once(socket, 'close'),
  };
}

/** All that comes back until the other side closes the connection. */
async function rawAnswer(text: string): Promise<string> {
  const socket = dial(text);
  await socket.closed();
  return socket.heard();
}
