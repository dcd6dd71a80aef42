/** A process of its own that drives one load and writes its summary: `node drive.ts ORDER_FILE`. */
import { readFile, writeFile } from 'node:fs/promises';
import autocannon from 'autocannon';
import type { LoadResult } from '../../ports/load-generator.ts';
import type { DriveOrder } from './load-generator.ts';

const orderFile = process.argv[2];
if (orderFile === undefined) throw new Error('usage: drive ORDER_FILE');
const { url, scenario, summaryFile } = JSON.parse(await readFile(orderFile, 'utf8')) as DriveOrder;

const result = await autocannon({
  url,
  connections: scenario.connections,
  duration: scenario.seconds,
  // Its correction for a fixed rate takes seconds for milliseconds, and counts a request of 20 ms as 19, 18, … 1 ms too.
  ...(scenario.rate === undefined ? {} : { overallRate: scenario.rate, ignoreCoordinatedOmission: true }),
  requests: scenario.requests.map(({ method, path, headers, body }) => ({
    method: method as 'GET',
    path,
    headers: { ...headers },
    ...(body === undefined ? {} : { body }),
  })),
});
// autocannon has no 95th percentile: the 97.5th is the next it keeps, so the figure errs to the strict side.
const measured: LoadResult = {
  requests: result.requests.total + result.errors,
  errors: result.errors + result['4xx'] + result['5xx'],
  p50Ms: result.latency.p50,
  p95Ms: result.latency.p97_5,
  p99Ms: result.latency.p99,
  requestsPerSecond: result.requests.average,
};
await writeFile(summaryFile, JSON.stringify(measured));
process.stdout.write(autocannon.printResult(result));
