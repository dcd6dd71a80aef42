import { parseArgs } from 'node:util';
import { bounds } from './bounds.ts';
import { resultsOf, runShard } from './shards.ts';
import { type Line, lines } from './suites.ts';
import { tables } from './tables.ts';

const USAGE = `node bench/verdict/main.ts [--short] [--full --shard 1/8 --folder DIR] [--table --folder DIR] [--only TEXT]

  --short   every scenario a few times with a short history, in about a minute (the default)
  --full    every scenario as often as the claims need, this shard's part of it; run again, it goes on where it stopped
  --table   the tables of all that a folder holds
  --only    scenarios or suites whose name holds this text`;

/** How often each suite's releases are run. */
const SHORT_RUNS = {
  'errors, no harm': 16,
  'errors, harm': 16,
  'errors, paced': 16,
  'latency, no harm': 3,
  'latency, harm': 8,
} as const;
const FULL_RUNS = {
  'errors, no harm': 20_000,
  'errors, harm': 2_000,
  'errors, paced': 2_000,
  'latency, no harm': 3_000,
  'latency, harm': 1_000,
} as const;
const SHORT_HISTORY_HOURS = 12;
const FULL_CALIBRATIONS = 8;

const { values } = parseArgs({
  options: {
    short: { type: 'boolean' },
    full: { type: 'boolean' },
    table: { type: 'boolean' },
    shard: { type: 'string', default: '1/1' },
    folder: { type: 'string', default: 'bench/verdict/results' },
    only: { type: 'string', default: '' },
    help: { type: 'boolean' },
  },
});

if (values.help) console.log(USAGE);
else if (values.table) printTables();
else if (values.full) runFull();
else runShort();

function chosen(): Line[] {
  return lines().filter(({ suite, name }) => `${suite}: ${name}`.includes(values.only));
}

function runShort(): void {
  const began = performance.now();
  const all = chosen().map((line) => {
    const release = line.prepare(1, SHORT_HISTORY_HOURS);
    return { line, results: Array.from({ length: SHORT_RUNS[line.suite] }, (_, i) => release(i + 1)) };
  });
  console.log(`${tables(all)}\n${bounds()}`);
  console.log(`${SHORT_HISTORY_HOURS} h of history, ${Math.round((performance.now() - began) / 1_000)} s`);
}

function runFull(): void {
  const [index = 0, count = 0] = values.shard.split('/').map(Number);
  if (!(index >= 1 && index <= count)) throw new Error(`--shard is part/of, for example 2/8, not ${values.shard}`);
  for (const line of chosen()) {
    runShard(line, FULL_RUNS[line.suite], { index, count }, values.folder, FULL_CALIBRATIONS);
    console.log(`${line.suite}: ${line.name} is done`);
  }
}

function printTables(): void {
  console.log(tables(chosen().map((line) => ({ line, results: resultsOf(line, values.folder) }))));
  console.log(bounds());
}
