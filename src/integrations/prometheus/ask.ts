import { z } from 'zod';
import { WorldFailure } from '../../ports/failure.ts';

const ANSWER_MS = 10_000;
const ANSWER_BYTES_MAX = 32 * 1024 * 1024;
const SAID_CHARACTERS_MAX = 300;

export interface Series {
  labels: Readonly<Record<string, string>>;
  /** Oldest first. */
  samples: readonly { atMs: number; value: number }[];
}

export interface Prometheus {
  address: string;
  /** Sent as a bearer token; asked for anew at each use. */
  token?: (() => Promise<string>) | undefined;
}

const matrix = z.object({
  metric: z.record(z.string(), z.string()),
  values: z.array(z.tuple([z.number(), z.string()])).optional(),
});
const answer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('success'), data: z.object({ resultType: z.string(), result: z.array(z.unknown()) }) }),
  z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() }),
]);

/**
 * The samples that a query gives at a time. Nothing found is an empty list.
 * @throws WorldFailure `prometheus-unreachable`, `prometheus-refused`, `query-wrong-type`
 */
export async function samplesOf(prometheus: Prometheus, query: string, atMs: number): Promise<Series[]> {
  const said = answer.safeParse(await post(prometheus, query, atMs));
  if (!said.success) throw unreachable(prometheus, 'it does not answer as Prometheus does');
  if (said.data.status === 'error') throw refused(query, said.data.error);
  const { resultType, result } = said.data.data;
  if (resultType !== 'matrix') throw wrongType(query, `a ${resultType}`);
  return z
    .array(matrix)
    .parse(result)
    .map(({ metric, values }) => {
      if (!values) throw wrongType(query, 'native histograms');
      return {
        labels: metric,
        samples: values.map(([seconds, value]) => ({ atMs: Math.round(seconds * 1_000), value: numberIn(value) })),
      };
    });
}

async function post({ address, token }: Prometheus, query: string, atMs: number): Promise<unknown> {
  const headers = token ? { authorization: `Bearer ${await token()}` } : {};
  const body = new URLSearchParams({ query, time: String(atMs / 1_000) });
  try {
    const response = await fetch(`${address.replace(/\/+$/, '')}/api/v1/query`, {
      method: 'POST',
      headers,
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = await textOf(response);
    if (response.status === 401 || response.status === 403) throw forbidden(response.status);
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof WorldFailure) throw error;
    throw unreachable({ address }, error instanceof Error ? error.message : String(error));
  }
}

async function textOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw tooLarge();
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

function numberIn(value: string): number {
  return value === '+Inf' ? Infinity : value === '-Inf' ? -Infinity : Number(value);
}

function unreachable({ address }: Prometheus, why: string): WorldFailure {
  return new WorldFailure({
    code: 'prometheus-unreachable',
    message: `Prometheus at ${new URL(address).host} gave no answer: ${why.slice(0, SAID_CHARACTERS_MAX)}.`,
    hint: 'See `integrations.prometheus.address` in shipchart.yaml, and whether it runs.',
    retry: true,
  });
}

function forbidden(status: number): WorldFailure {
  return new WorldFailure({
    code: 'prometheus-refused',
    message: `Prometheus refused who asks (${status}).`,
    hint: 'See `integrations.prometheus.token` in shipchart.yaml.',
    retry: false,
  });
}

function refused(query: string, why: string): WorldFailure {
  return new WorldFailure({
    code: 'prometheus-refused',
    message: `Prometheus refused a query: ${why.slice(0, SAID_CHARACTERS_MAX)}. It was: ${query}`,
    hint: 'Mend the query under `integrations.prometheus` in shipchart.yaml.',
    retry: false,
  });
}

function wrongType(query: string, type: string): WorldFailure {
  return new WorldFailure({
    code: 'query-wrong-type',
    message: `A query gives ${type}, not a range of counters' samples. It was: ${query}`,
    hint: 'Name a counter, or the buckets of a classic histogram, and end with [{{window}}].',
    retry: false,
  });
}

function tooLarge(): WorldFailure {
  return new WorldFailure({
    code: 'prometheus-refused',
    message: `A query gives more than ${ANSWER_BYTES_MAX} bytes.`,
    hint: 'Narrow it with `select:`, or let Prometheus record a sum with fewer labels.',
    retry: false,
  });
}
