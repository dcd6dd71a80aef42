/** A process of its own: `node visit.ts URL REQUESTS_PER_SECOND SECONDS_MAX`. Ends when its standard input ends, and prints what it counted. */
import { readFile } from 'node:fs/promises';
import autocannon from 'autocannon';
import { z } from 'zod';

const CONNECTIONS = 16;
const TIMEOUT_SECONDS = 10;

const traffic = z.array(
  z.object({
    weight: z.number().int().min(1),
    method: z.enum(['GET', 'POST']),
    path: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.json().optional(),
  }),
);

const [url, perSecond, secondsMax] = process.argv.slice(2);
if (url === undefined) throw new Error('usage: visit URL REQUESTS_PER_SECOND SECONDS_MAX');
const mix = traffic.parse(JSON.parse(await readFile(new URL('../../../sample/traffic.json', import.meta.url), 'utf8')));

const instance = autocannon(
  {
    url,
    connections: CONNECTIONS,
    overallRate: Number(perSecond),
    duration: Number(secondsMax),
    timeout: TIMEOUT_SECONDS,
    requests: spread(mix).map(({ method, path, headers, body }) => ({
      method,
      path,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })),
  },
  (error: Error | null, result) => {
    if (error) throw error;
    const failed = result['5xx'] + result.errors;
    process.stdout.write(JSON.stringify({ served: result.requests.total - result['5xx'], failed }));
  },
);
// Whoever sent the visitors is gone: nobody is left to tell.
process.stdout.on('error', () => undefined);
process.stdin.on('end', () => instance.stop()).resume();

/** Each request as often as its weight, those of one kind far apart, so that every second holds the whole mix. */
function spread<Each extends { weight: number }>(kinds: readonly Each[]): Each[] {
  return kinds
    .flatMap((kind) => Array.from({ length: kind.weight }, (_, index) => ({ kind, at: (index + 0.5) / kind.weight })))
    .sort((one, other) => one.at - other.at)
    .map(({ kind }) => kind);
}
