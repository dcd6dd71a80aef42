import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { WorldFailure } from '../../ports/failure.ts';
import type { LoadGenerator, LoadResult, LoadScenario } from '../../ports/load-generator.ts';
import { scriptFor } from './script.ts';

const VERSION_TIMEOUT_MS = 10_000;

const trend = z.object({ values: z.object({ med: z.number(), 'p(95)': z.number(), 'p(99)': z.number() }) });
const summary = z.object({
  metrics: z.object({
    http_reqs: z.object({ values: z.object({ count: z.number(), rate: z.number() }) }),
    http_req_failed: z.object({ values: z.object({ passes: z.number() }) }),
    http_req_duration: trend,
  }),
});

/** k6, where it is on the PATH. The script is made from the scenario; the thresholds stay with us, so that both generators are judged alike. */
export const k6Load: LoadGenerator = { name: 'k6', available, prepare, read };

async function available(): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('k6', ['version'], { timeout: VERSION_TIMEOUT_MS });
    return /^k6\b.*v?\d+\.\d+/m.test(stdout);
  } catch {
    return false;
  }
}

async function prepare(scenario: LoadScenario, url: string, summaryFile: string): Promise<string> {
  const script = `${summaryFile}.js`;
  await writeFile(script, scriptFor(scenario, url, summaryFile));
  return `K6_NO_USAGE_REPORT=true K6_AUTO_EXTENSION_RESOLUTION=false k6 run --quiet '${script.replaceAll("'", String.raw`'\''`)}'`;
}

async function read(summaryFile: string): Promise<LoadResult> {
  try {
    const { metrics } = summary.parse(JSON.parse(await readFile(summaryFile, 'utf8')));
    return {
      requests: metrics.http_reqs.values.count,
      errors: metrics.http_req_failed.values.passes,
      p50Ms: metrics.http_req_duration.values.med,
      p95Ms: metrics.http_req_duration.values['p(95)'],
      p99Ms: metrics.http_req_duration.values['p(99)'],
      requestsPerSecond: metrics.http_reqs.values.rate,
    };
  } catch (cause) {
    throw new WorldFailure({
      code: 'summary-unreadable',
      message: 'k6 left no summary that can be read.',
      hint: 'See the end of the log.',
      retry: false,
      cause,
    });
  }
}
