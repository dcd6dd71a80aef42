import { z } from 'zod';
import { createPrometheusMetrics } from '../integrations/prometheus/metrics.ts';
import { PRESETS } from '../integrations/prometheus/presets.ts';
import type { Names } from '../integrations/prometheus/queries.ts';
import type { MetricsSource } from '../ports/metrics.ts';
import type { Runtime } from '../ports/runtime.ts';
import { secretAt, secretReference } from './secret.ts';

const QUERY_CHARACTERS_MAX = 2_000;

const query = z
  .string()
  .max(QUERY_CHARACTERS_MAX)
  .refine((text) => text.includes('{{window}}'), 'ends with [{{window}}]: samples are asked for, not a rate')
  .refine(tellsColoursApart, 'has {{colour}} or {{release}} in it: without, canary and baseline are the same');

export const prometheus = z
  .strictObject({
    address: z.url({ protocol: /^https?$/ }).describe('Where Prometheus answers, or what speaks its HTTP API.'),
    token: secretReference.optional().describe('Sent as a bearer token, where it asks for one.'),
    names: z.enum(PRESETS).optional().describe('Whose names the metrics have.'),
    select: z
      .string()
      .max(QUERY_CHARACTERS_MAX)
      .refine(tellsColoursApart, 'has {{colour}} or {{release}} in it: without, canary and baseline are the same')
      .optional()
      .describe('The labels that name a colour, in place of those that go with `names:`.'),
    queries: z
      .strictObject({
        requests: query,
        errors: query,
        latency: query.optional(),
        unit: z.enum(['s', 'ms']).default('s'),
      })
      .optional()
      .describe('Queries of your own, in place of `names:`.'),
  })
  .refine(({ names, queries }) => (names === undefined) !== (queries === undefined), {
    message: 'has either `names:` or `queries:`',
  })
  .refine(({ select, queries }) => select === undefined || queries === undefined, {
    path: ['select'],
    message: 'goes with `names:`; write the labels into the queries themselves',
  });

/** One line a vendor: who counts besides the router, by the name under which documents ask for it. */
export function createMetricsSources(
  configured: { prometheus?: z.infer<typeof prometheus> | undefined },
  runtime: Pick<Runtime, 'status'>,
): Record<string, MetricsSource> {
  const given = configured.prometheus;
  if (!given) return {};
  return {
    prometheus: createPrometheusMetrics({
      prometheus: { address: given.address, token: given.token && secretAt(given.token) },
      names: namesIn(given),
      releaseOf: async (environment, colour) => {
        const status = await runtime.status(environment, colour);
        return 'release' in status ? status.release?.commit : undefined;
      },
      now: Date.now,
    }),
  };
}

function namesIn({ names, select, queries }: z.infer<typeof prometheus>): Names {
  if (queries) return { queries };
  if (names) return { names, select };
  throw new Error('the schema lets neither through');
}

function tellsColoursApart(text: string): boolean {
  return text.includes('{{colour}}') || text.includes('{{release}}');
}
