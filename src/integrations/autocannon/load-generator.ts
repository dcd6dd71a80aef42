import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { WorldFailure } from '../../ports/failure.ts';
import type { LoadGenerator, LoadResult, LoadScenario } from '../../ports/load-generator.ts';

/** What is handed to the process that drives the load. */
export interface DriveOrder {
  url: string;
  scenario: LoadScenario;
  summaryFile: string;
}

const summary = z.object({
  requests: z.number(),
  errors: z.number(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  p99Ms: z.number(),
  requestsPerSecond: z.number(),
});

/** autocannon, from npm: always here, so that a load test needs nothing installed. */
export const autocannonLoad: LoadGenerator = {
  name: 'autocannon',
  available: async () => true,
  prepare,
  read,
};

async function prepare(scenario: LoadScenario, url: string, summaryFile: string): Promise<string> {
  const orderFile = `${summaryFile}.order`;
  const order: DriveOrder = { url, scenario, summaryFile };
  await writeFile(orderFile, JSON.stringify(order));
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const drive = fileURLToPath(new URL(`./drive.${extension}`, import.meta.url));
  return [process.execPath, drive, orderFile].map(quote).join(' ');
}

async function read(summaryFile: string): Promise<LoadResult> {
  try {
    return summary.parse(JSON.parse(await readFile(summaryFile, 'utf8')));
  } catch (cause) {
    throw new WorldFailure({
      code: 'summary-unreadable',
      message: 'autocannon left no summary that can be read.',
      hint: 'See the end of the log.',
      retry: false,
      cause,
    });
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
