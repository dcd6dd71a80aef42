/**
 * `node bin/run.cjs test/faults/main.ts --minutes 30 --seed 7`: the long form of the fault harness. Ends with 1 where anything was lost, and
 * then keeps the folder with every log.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findPostgres, startPostgres } from '../support/postgres.ts';
import { campaign, type Report } from './harness/campaign.ts';
import { chanceOf } from './harness/chance.ts';

const MINUTE_MS = 60_000;
const LOSSES_SHOWN = 50;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    every: { type: 'string', default: '1500' },
    server: { type: 'boolean', default: false },
  },
});

const enough = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => enough.abort());
const folder = mkdtempSync(join(tmpdir(), 'faults-'));
console.log(`seed ${values.seed}, ${values.minutes} minutes, in ${folder}`);
const postgres = values.server ? await startPostgres(findPostgres() ?? '') : undefined;
const report = await campaign({
  folder,
  chance: chanceOf(Number(values.seed)),
  forMs: Number(values.minutes) * MINUTE_MS,
  faultEveryMs: Number(values.every),
  enough: enough.signal,
  say: (line) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`),
  ...(postgres ? { databaseUrl: postgres.url } : {}),
});
await postgres?.stop();
tell(report);
if (report.losses.length === 0) rmSync(folder, { recursive: true, force: true });
process.exitCode = report.losses.length === 0 ? 0 : 1;

function tell({ faults, losses, ...counts }: Report): void {
  console.table({ ...counts, ...faults, losses: losses.length });
  for (const loss of losses.slice(0, LOSSES_SHOWN)) console.log(`LOST ${loss}`);
}
