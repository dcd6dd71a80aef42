import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEdgeCache } from './edge-cache.ts';
import { createEdge, type Edge } from './edge.ts';

let origin: Server;
let edge: Edge;
let port: number;
let asked: IncomingMessage[];
/** What the origin answers next. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  asked = [];
  origin = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(origin, 'listening');
  edge = createEdge((origin.address() as AddressInfo).port);
  edge.server.listen(0, '127.0.0.1');
  await once(edge.server, 'listening');
  ({ port } = edge.server.address() as AddressInfo);
});
afterEach(async () => {
  await edge.close(0);
  origin.closeAllConnections();
  origin.close();
});

const says = (headers: Record<string, string>) => (_request: IncomingMessage, response: ServerResponse) => {
  response.writeHead(200, headers).end(`answer ${asked.length}`);
};

async function visit(path: string, init: RequestInit = {}) {
  const { headers, status, ...rest } = await fetch(`http://127.0.0.1:${port}${path}`, init).then(async (got) => ({
    headers: got.headers,
    status: got.status,
    text: await got.text(),
  }));
  return { status, headers, text: rest.text, cache: headers.get('x-cache') };
}

test('an answer that may be kept is asked for once, and says how old it is', async () => {
  answer = says({ 'cache-control': 'max-age=60', 'x-mine': 'kept', age: '7' });
  expect(await visit('/a')).toMatchObject({ cache: 'miss', text: 'answer 1' });
  const again = await visit('/a');
  expect(again).toMatchObject({ status: 200, cache: 'hit', text: 'answer 1' });
  expect(again.headers.get('age')).toBe('7');
  expect(again.headers.get('x-mine')).toBe('kept');
  expect(await visit('/a', { method: 'HEAD' })).toMatchObject({ cache: 'hit', text: '' });
  expect(asked).toHaveLength(1);
  expect(edge.describe()).toMatchObject({ answers: 1, hits: 2, misses: 1 });
});

test('what may not be kept, or is not asked for with GET, is asked for each time', async () => {
  for (const control of ['no-store', 'private, max-age=60', 'max-age=0']) {
    answer = says({ 'cache-control': control });
    await visit('/a');
    expect(await visit('/a'), control).toMatchObject({ cache: 'miss' });
  }
  answer = says({ 'cache-control': 'max-age=60' });
  await visit('/b', { method: 'POST' });
  expect(await visit('/b', { method: 'HEAD' })).toMatchObject({ cache: 'miss' });
  expect(await visit('/b')).toMatchObject({ cache: 'miss' });
});

test('variants are kept apart', async () => {
  answer = says({ 'cache-control': 'max-age=60', vary: 'accept-language' });
  await visit('/a', { headers: { 'accept-language': 'de' } });
  expect(await visit('/a', { headers: { 'accept-language': 'en' } })).toMatchObject({
    cache: 'miss',
    text: 'answer 2',
  });
  expect(await visit('/a', { headers: { 'accept-language': 'de' } })).toMatchObject({ cache: 'hit', text: 'answer 1' });
});

test('a client that holds the answer already gets 304', async () => {
  answer = says({ 'cache-control': 'max-age=60', etag: '"v1"', 'content-length': '8' });
  await visit('/a');
  expect(await visit('/a', { headers: { 'if-none-match': '"v1"' } })).toMatchObject({
    status: 304,
    cache: 'hit',
    text: '',
  });
  expect(await visit('/a', { headers: { 'if-none-match': '"v0"' } })).toMatchObject({ status: 200, cache: 'hit' });
});

test('an answer that was on its way when it was invalidated is not kept', async () => {
  let release = () => undefined as unknown;
  const arrived = new Promise<void>((resolve) => {
    answer = (_request, response) => {
      release = () => response.writeHead(200, { 'cache-control': 'max-age=60' }).end('old');
      resolve();
    };
  });
  const first = visit('/a');
  await arrived;
  edge.invalidate(['/*']);
  release();
  await first;
  answer = says({ 'cache-control': 'max-age=60' });
  expect(await visit('/a')).toMatchObject({ cache: 'miss' });
});

test('an answer that broke off is not kept', async () => {
  answer = (_request, response) => {
    response.writeHead(200, { 'cache-control': 'max-age=60', 'content-length': '100' });
    response.write('half');
    setTimeout(() => response.destroy(), 20);
  };
  await expect(visit('/a')).rejects.toThrow('terminated');
  answer = says({ 'cache-control': 'max-age=60' });
  expect(await visit('/a')).toMatchObject({ cache: 'miss' });
});

test('an answer too large to be kept passes through whole', async () => {
  const large = Buffer.alloc(5 * 1024 * 1024, 'x');
  answer = (_request, response) => response.writeHead(200, { 'cache-control': 'max-age=60' }).end(large);
  expect((await visit('/a')).text).toHaveLength(large.length);
  expect(await visit('/a')).toMatchObject({ cache: 'miss' });
});

test('nobody can write into the cache what others believe came from a proxy', async () => {
  answer = says({ 'cache-control': 'max-age=60' });
  await new Promise<void>((resolve) => {
    const headers = { 'x-forwarded-host': 'evil', 'x-forwarded-proto': 'gopher', 'x-forwarded-for': '1.2.3.4' };
    httpRequest({ port, host: '127.0.0.1', path: '/a', headers }, (got) => got.resume().once('end', resolve)).end();
  });
  expect(asked[0]?.headers).toMatchObject({
    'x-forwarded-host': `127.0.0.1:${port}`,
    'x-forwarded-proto': 'http',
    'x-forwarded-for': '127.0.0.1',
  });
});

test('the cache keeps within its size, and drops what was used longest ago', () => {
  const cache = createEdgeCache(10 * 1024);
  const kept = (url: string) => ({
    url,
    headers: [],
    etag: undefined,
    body: Buffer.alloc(2048),
    ageSeconds: 0,
    storedAt: 0,
    freshForMs: 1_000,
  });
  for (const url of ['/1', '/2', '/3']) cache.keep(url, kept(url));
  cache.find('/1', 0);
  cache.keep('/4', kept('/4'));
  expect(['/1', '/2', '/3', '/4'].map((url) => cache.find(url, 0) !== undefined)).toEqual([true, false, true, true]);
  expect(cache.size()).toEqual({ answers: 3, bytes: 3 * 3072 });
  expect(cache.find('/1', 1_000)).toBeUndefined();
  expect(cache.drop(['/*'])).toBe(2);
  expect(cache.size()).toEqual({ answers: 0, bytes: 0 });
});
