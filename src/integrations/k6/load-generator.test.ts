import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LoadGenerator, LoadResult, LoadScenario } from '../../ports/load-generator.ts';
import { autocannonLoad } from '../autocannon/load-generator.ts';
import { k6Load } from './load-generator.ts';

const isHere = await k6Load.available();
// Nothing on npm brings k6, and it takes minutes to build: so it is not asked for in CI either.
if (!isHere) console.warn('SKIPPED: k6 drives a real server (k6 is not on the PATH)');

/** Long enough that what the machine does beside it hardly shows. */
const ANSWER_MS = 20;
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
      setTimeout(() => response.writeHead(request.url === '/missing' ? 404 : 200).end('ok'), ANSWER_MS);
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
    const result = await drivenBy(k6Load, SCENARIO);
    expect(result.requests).toBe(seen.length);
    expect(result.requests).toBeGreaterThanOrEqual(30);
    expect(result.requests).toBeLessThanOrEqual(41);
    expect(result.errors).toBe(seen.filter(({ path }) => path === '/missing').length);
    expect(result.errors).toBeGreaterThan(0);
    expect(result.p50Ms).toBeGreaterThanOrEqual(ANSWER_MS - 1);
    expect(result.p95Ms).toBeGreaterThanOrEqual(result.p50Ms);
    expect(result.p99Ms).toBeGreaterThanOrEqual(result.p95Ms);
    expect(new Set(seen.map(({ method, path }) => `${method} ${path}`)).size).toBe(3);
    expect(seen.find(({ path }) => path === '/orders')?.body).toBe('{"tea":"green"}');
    expect(seen.find(({ path }) => path === '/')?.header).toBe('load');
  });

  test('without a rate, as many requests as its connections can make', async () => {
    const { rate: _, ...free } = SCENARIO;
    const result = await drivenBy(k6Load, free);
    expect(result.requests).toBe(seen.length);
    expect(result.requests).toBeGreaterThan(41);
  });

  test('it and autocannon say the same of the same server', async () => {
    const results = [await drivenBy(k6Load, SCENARIO), await drivenBy(autocannonLoad, SCENARIO)];
    for (const { requests, errors, p50Ms, p95Ms } of results) {
      expect(requests).toBeGreaterThanOrEqual(20);
      expect(requests).toBeLessThanOrEqual(42);
      expect(errors / requests).toBeGreaterThan(0.2);
      expect(errors / requests).toBeLessThan(0.5);
      // A machine that is busy with other tests may add to it, but not several times over.
      expect(p50Ms).toBeGreaterThanOrEqual(ANSWER_MS - 1);
      expect(p50Ms).toBeLessThan(10 * ANSWER_MS);
      expect(p95Ms).toBeLessThan(1_000);
    }
  });
});

test('a scenario can not become script', async () => {
  const path = "/`${process.exit(1)}`'</script>\u2028";
  await k6Load.prepare({ ...SCENARIO, requests: [{ method: 'GET', path, headers: { "x'": '"' } }] }, url, summaryFile);
  const check = () =>
    execFileSync(process.execPath, ['--input-type=module', '--check'], { input: readFileSync(`${summaryFile}.js`) });
  expect(check).not.toThrow();
});

test.each([undefined, '', '{"metrics": {}}', '{"metrics": {"http_reqs": {"values": {"count": "many"}}}}'])(
  'a summary of %s is not made up',
  async (text) => {
    rmSync(summaryFile, { force: true });
    if (text !== undefined) writeFileSync(summaryFile, text);
    await expect(k6Load.read(summaryFile)).rejects.toMatchObject({ code: 'summary-unreadable' });
  },
);

async function drivenBy(generator: LoadGenerator, scenario: LoadScenario): Promise<LoadResult> {
  await promisify(execFile)('/bin/sh', ['-c', await generator.prepare(scenario, url, summaryFile)]);
  return generator.read(summaryFile);
}
