import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LoadResult, LoadScenario } from '../../ports/load-generator.ts';
import { autocannonLoad } from './load-generator.ts';

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
const seen: string[] = [];
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      seen.push(`${request.method} ${request.url}`);
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

test('it is always here', async () => {
  expect(await autocannonLoad.available()).toBe(true);
});

test('it drives a server at the rate asked for, and its summary is what the server saw', async () => {
  const result = await driven(url);
  // What was under way at the end was sent, and is not counted.
  expect(seen.length - result.requests).toBeLessThanOrEqual(SCENARIO.connections);
  expect(result.requests).toBeGreaterThanOrEqual(20);
  expect(result.requests).toBeLessThanOrEqual(42);
  const missing = seen.filter((request) => request === 'GET /missing').length;
  expect(missing).toBeGreaterThan(0);
  expect(Math.abs(result.errors - missing)).toBeLessThanOrEqual(SCENARIO.connections);
  expect(new Set(seen)).toEqual(new Set(['GET /', 'POST /orders', 'GET /missing']));
  expect(result.p50Ms).toBeGreaterThanOrEqual(ANSWER_MS - 1);
  expect(result.p95Ms).toBeGreaterThanOrEqual(result.p50Ms);
  expect(result.p99Ms).toBeGreaterThanOrEqual(result.p95Ms);
});

test('a server that is not there is errors, not silence', async () => {
  const result = await driven('http://127.0.0.1:1');
  expect(result.requests).toBeGreaterThan(0);
  expect(result.errors).toBe(result.requests);
});

test.each([undefined, '', '{"requests": 1}'])('a summary of %s is not made up', async (text) => {
  rmSync(summaryFile, { force: true });
  if (text !== undefined) writeFileSync(summaryFile, text);
  await expect(autocannonLoad.read(summaryFile)).rejects.toMatchObject({ code: 'summary-unreadable' });
});

async function driven(target: string): Promise<LoadResult> {
  await promisify(execFile)('/bin/sh', ['-c', await autocannonLoad.prepare(SCENARIO, target, summaryFile)]);
  return autocannonLoad.read(summaryFile);
}
