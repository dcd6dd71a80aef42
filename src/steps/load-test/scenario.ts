import { parse } from 'yaml';
import { z } from 'zod';
import { duration, milliseconds } from '../../lib/settings.ts';
import type { LoadScenario } from '../../ports/load-generator.ts';
import { parseLimit, type Limit } from '../quality-gate/limit.ts';

const CONNECTIONS_MAX = 1_000;
const RATE_MAX_PER_SECOND = 100_000;
const MINUTE_MS = 60_000;

const limit = z.string().refine((text) => parseLimit(text) !== undefined, 'a limit such as "<= 300 ms"');

const file = z.strictObject({
  duration: duration().refine((text) => milliseconds(text) <= 60 * MINUTE_MS, 'at most 60m'),
  connections: z.number().int().min(1).max(CONNECTIONS_MAX).default(10),
  rate: z.number().min(1).max(RATE_MAX_PER_SECOND).optional(),
  requests: z
    .array(
      z.strictObject({
        method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
        path: z.string().startsWith('/'),
        headers: z.record(z.string(), z.string()).default({}),
        body: z.json().optional(),
      }),
    )
    .min(1)
    .max(100),
  thresholds: z.partialRecord(z.enum(['p50', 'p95', 'p99', 'errors']), limit).default({}),
});

export interface ReadScenario {
  load: LoadScenario;
  thresholds: Readonly<Record<string, Limit>>;
}

/** Reads a scenario file. @throws Error with every problem, each with its place in the file */
export function readScenario(text: string): ReadScenario {
  const read = file.safeParse(parse(text, { maxAliasCount: 0 }));
  if (!read.success) {
    throw new Error(
      read.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`).join('; '),
    );
  }
  const { duration: time, connections, rate, requests, thresholds } = read.data;
  return {
    load: {
      seconds: milliseconds(time) / 1_000,
      connections,
      ...(rate === undefined ? {} : { rate }),
      requests: requests.map(({ body, headers, ...request }) => ({
        ...request,
        headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })),
    },
    thresholds: Object.fromEntries(Object.entries(thresholds).map(([name, rule]) => [name, parseLimit(rule) as Limit])),
  };
}
