import type { Counted, MetricsSource, Reading } from '../../ports/metrics.ts';
import { WorldFailure } from '../../ports/failure.ts';
import type { Colour } from '../../ports/release.ts';
import { type Prometheus, samplesOf, type Series } from './ask.ts';
import { bucketsSince, totalRise } from './increments.ts';
import { asksForRelease, type Names, queriesFor } from './queries.ts';
import type { Queries } from './presets.ts';

export interface PrometheusParts {
  prometheus: Prometheus;
  names: Names;
  /** The commit of the release that stands in a colour. */
  releaseOf(environment: string, colour: Colour): Promise<string | undefined>;
  now(): number;
  pace?: Pace;
}

interface Pace {
  /** A reading stands for so long. */
  everyMs: number;
  /** What was scraped so recently may still be on its way into one query and not into the next. */
  settleMs: number;
  /** Counters start anew at whole multiples of this. */
  blockMs: number;
}

const USUAL_PACE: Pace = { everyMs: 5_000, settleMs: 2_000, blockMs: 15 * 60_000 };
/** A counter was known before a block where it has a sample this long before. */
const BEFORE_MS = 5 * 60_000;

/**
 * Counts what Prometheus has scraped, from the samples themselves: `increase()` would estimate, and miss a counter's first error. It counts
 * from the start of the present quarter of an hour, so that every node of Shipchart, and each after a restart, reads the same numbers.
 * What a colour did before is not asked for: noise is then assumed as for a source without history.
 */
export function createPrometheusMetrics(parts: PrometheusParts): MetricsSource {
  const pace = parts.pace ?? USUAL_PACE;
  const kept = new Map<string, { atMs: number; reading: Reading }>();
  return {
    read: async (environment) => {
      const atMs = parts.now();
      const last = kept.get(environment);
      if (last && atMs - last.atMs < pace.everyMs) return last.reading;
      const reading = await readAt(parts, environment, pace, atMs);
      kept.set(environment, { atMs, reading });
      return reading;
    },
    history: async () => [],
    examine: async (environment) => {
      const reading = await readAt(parts, environment, pace, parts.now());
      if (reading.state === 'no-data') throw withoutData(reading.why);
      return sayFound(reading, parts.now());
    },
  };
}

async function readAt(parts: PrometheusParts, environment: string, pace: Pace, nowMs: number): Promise<Reading> {
  const atMs = nowMs - pace.settleMs;
  const sinceMs = Math.floor(atMs / pace.blockMs) * pace.blockMs;
  const span = { atMs, sinceMs, windowMs: atMs - sinceMs + BEFORE_MS };
  const [blue, green] = await Promise.all([
    ask(parts, environment, 'blue', span),
    ask(parts, environment, 'green', span),
  ]);
  const why = [blue, green].map(whyWrong).find((wrong) => wrong !== undefined) ?? whyNothing(blue, green);
  if (why !== undefined) return { state: 'no-data', why };
  const untilMs = Math.max(...[...blue.requests, ...green.requests].map(({ samples }) => samples.at(-1)?.atMs ?? 0));
  const timed = blue.latency.length + green.latency.length > 0;
  const of = (found: Found) => counted(found, sinceMs, timed);
  return { state: 'counted', untilMs, colours: { blue: of(blue), green: of(green) } };
}

interface Span {
  atMs: number;
  sinceMs: number;
  windowMs: number;
}

interface Found {
  queries: Queries;
  requests: Series[];
  errors: Series[];
  latency: Series[];
}

async function ask(parts: PrometheusParts, environment: string, colour: Colour, span: Span): Promise<Found> {
  const { prometheus, names, releaseOf } = parts;
  const release = asksForRelease(names) ? await releaseOf(environment, colour) : undefined;
  const queries = queriesFor(names, { environment, colour, release, windowMs: span.windowMs });
  // Nothing stands in this colour, so nothing of it can be counted.
  if (release === undefined && asksForRelease(names)) return { queries, requests: [], errors: [], latency: [] };
  const of = async (query: string | undefined) => (query === undefined ? [] : samplesOf(prometheus, query, span.atMs));
  const [requests, errors, latency] = await Promise.all([
    of(queries.requests),
    of(queries.errors),
    of(queries.latency),
  ]);
  return { queries, requests, errors, latency };
}

function counted({ queries, requests, errors, latency }: Found, sinceMs: number, timed: boolean): Counted {
  return {
    epoch: String(sinceMs),
    requests: totalRise(requests, sinceMs),
    errors: totalRise(errors, sinceMs),
    ...(timed ? { latency: bucketsSince(latency, queries.unit ?? 's', sinceMs) } : {}),
  };
}

function whyWrong({ queries, requests, errors, latency }: Found): string | undefined {
  const strange = (all: readonly Series[]) => all.some(({ samples }) => samples.some(({ value }) => !isCount(value)));
  if (strange(requests)) return `there is NaN, infinity or less than zero in what this gives: ${queries.requests}`;
  if (strange(errors)) return `there is NaN, infinity or less than zero in what this gives: ${queries.errors}`;
  if (strange(latency)) return `there is NaN, infinity or less than zero in what this gives: ${queries.latency}`;
  if (requests.length === 0 && errors.length > 0)
    return `errors have no requests that they are part of; this gives nothing: ${queries.requests}`;
  if (latency.some(({ labels }) => labels['le'] === undefined))
    return `these are no buckets, since they have no label "le": ${queries.latency}`;
  return undefined;
}

function whyNothing(blue: Found, green: Found): string | undefined {
  if (blue.requests.length > 0 || green.requests.length > 0) return undefined;
  return `Prometheus has nothing for either colour; asked was: ${blue.queries.requests} and ${green.queries.requests}`;
}

function isCount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function sayFound({ colours, untilMs = 0 }: Extract<Reading, { state: 'counted' }>, nowMs: number): string {
  const { blue, green } = colours;
  const buckets = blue.latency || green.latency ? 'with times of answers' : 'without times of answers';
  const requests = blue.requests + green.requests;
  const age = Math.max(0, Math.round((nowMs - untilMs) / 1_000));
  return `${requests} requests, ${blue.errors + green.errors} errors of late, ${buckets}; the newest are ${age} s old`;
}

function withoutData(why: string): WorldFailure {
  return new WorldFailure({
    code: 'metrics-empty',
    message: `${why[0]?.toUpperCase()}${why.slice(1)}`,
    hint: 'See `integrations.prometheus` in shipchart.yaml; try the query on the page of Prometheus.',
    retry: true,
  });
}
