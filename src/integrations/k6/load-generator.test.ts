import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LoadScenario } from '../../ports/load-generator.ts';
import { k6Load } from './load-generator.ts';

const isHere = await k6Load.available();
// Nothing on npm brings k6, and it takes minutes to build: so it is not asked for in CI either.
if (!isHere) console.warn('SKIPPED: k6 drives a real server (k6 is not on the PATH: https://grafana.com/docs/k6/latest/set-up/install-k6/)');

const SCENARIO: LoadScenario = {
  seconds: 1,
  connections: 2,
  rate: 40,
  requests: [
    { method: 'GET', path: '/', headers: { 'x-from': 'load' } },
    { method: 'POST', path: '/orders', headers: { 'content-type': 'application/json' }, body: '{"tea":"green"}' },
    { method: 'GET', path: '/missing', headers: {} },
  ],
};

const directory = mkdtempSync(join(tmpdir(), "shipchart-it's-"));
const summaryFile = join(directory, 'summary.json');
const seen: { method: string; path: string; header: unknown; body: string }[] = [];
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push({ method: request.method ?? '', path: request.url ?? '', header: request.headers['x-from'], body });
      response.writeHead(request.url === '/missing' ? 404 : 200).end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(directory, { recursive: true });
});
beforeEach(() => void seen.splice(0));

describe.skipIf(!isHere)('k6 itself', () => {
  test('drives a server at the rate asked for, and its summary is what the server saw', async () => {
    await promisify(execFile)('/bin/sh', ['-c', await k6Load.prepare(SCENARIO, url, summaryFile)]);
    const result = await k6Load.read(summaryFile);
    expect(result.requests).toBe(seen.length);
    expect(result.requests).toBeGreaterThanOrEqual(30);
    expect(result.requests).toBeLessThanOrEqual(41);
    expect(result.errors).toBe(seen.filter(({ path }) => path === '/missing').length);
    expect(result.errors).toBeGreaterThan(0);
    expect(result.p50Ms).toBeGreaterThan(0);
    expect(result.p95Ms).toBeGreaterThanOrEqual(result.p50Ms);
    expect(result.p99Ms).toBeGreaterThanOrEqual(result.p95Ms);
    expect(new Set(seen.map(({ method, path }) => `${method} ${path}`)).size).toBe(3);
    expect(seen.find(({ path }) => path === '/orders')?.body).toBe('{"tea":"green"}');
    expect(seen.find(({ path }) => path === '/')?.header).toBe('load');
  });

  test('without a rate, as many requests as its connections can make', async () => {
    const { rate: _, ...free } = SCENARIO;
    await promisify(execFile)('/bin/sh', ['-c', await k6Load.prepare(free, url, summaryFile)]);
    const result = await k6Load.read(summaryFile);
    expect(result.requests).toBe(seen.length);
    expect(result.requests).toBeGreaterThan(41);
  });
});

test('a scenario can not become script', async () => {
  const path = "/`${process.exit(1)}`'</script>\u2028";
  await k6Load.prepare({ ...SCENARIO, requests: [{ method: 'GET', path, headers: { "x'": '"' } }] }, url, summaryFile);
  execFileSync(process.execPath, ['--input-type=module', '--check'], {
    input: `${execFileSync('cat', [`${summaryFile}.js`]).toString()}`,
  });
});

test.each([undefined, '', '{"metrics": {}}', '{"metrics": {"http_reqs": {"values": {"count": "many"}}}}'])(
  'a summary of %s is not made up',
  async (text) => {
    rmSync(summaryFile, { force: true });
    if (text !== undefined) writeFileSync(summaryFile, text);
    await expect(k6Load.read(summaryFile)).rejects.toMatchObject({ code: 'summary-unreadable' });
  },
);
