import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Line, Result } from './suites.ts';

/** Seeds that are run together; a stopped run loses at most this many. */
const SEEDS_PER_PART = 50;
const FIRST_SEED = 1_000;

/** Part number `index` of `count`, from 1: every so many-th part of the work. */
export interface Shard {
  index: number;
  count: number;
}

/** Every part of a line as the seeds it holds. */
export function partsOf(runs: number): number[][] {
  const seeds = Array.from({ length: runs }, (_, i) => FIRST_SEED + i);
  return Array.from({ length: Math.ceil(runs / SEEDS_PER_PART) }, (_, part) =>
    seeds.slice(part * SEEDS_PER_PART, (part + 1) * SEEDS_PER_PART),
  );
}

/** Runs this shard's parts that the folder does not hold yet, one line of the file per part. */
export function runShard(line: Line, runs: number, shard: Shard, folder: string, calibrations: number): void {
  const done = partsDone(line, folder);
  const mine = partsOf(runs).map((seeds, part) => ({ seeds, part }));
  const open = mine.filter(({ part }) => part % shard.count === shard.index - 1 && !done.has(part));
  if (open.length === 0) return;
  mkdirSync(folder, { recursive: true });
  const release = line.prepare(calibrations, 24);
  for (const { seeds, part } of open)
    // On a line of its own, whatever a killed run left before it.
    appendFileSync(fileOf(line, folder, shard), `\n${JSON.stringify({ part, results: seeds.map(release) })}\n`);
}

/** All results that the folder holds for this line, of every shard. */
export function resultsOf(line: Line, folder: string): Result[] {
  return [...partsDone(line, folder).values()].flat();
}

const MOST_SHARDS = 64;

function partsDone(line: Line, folder: string): Map<number, Result[]> {
  const done = new Map<number, Result[]>();
  for (let count = 1; count <= MOST_SHARDS; count++)
    for (let index = 1; index <= count; index++) {
      const file = fileOf(line, folder, { index, count });
      if (!existsSync(file)) continue;
      for (const text of readFileSync(file, 'utf8').split('\n')) {
        const whole = partIn(text);
        if (whole) done.set(whole.part, whole.results);
      }
    }
  return done;
}

/** Undefined of half a line, which a run that was killed while it wrote leaves: that part is run again. */
function partIn(text: string): { part: number; results: Result[] } | undefined {
  try {
    return text === '' ? undefined : (JSON.parse(text) as { part: number; results: Result[] });
  } catch {
    return undefined;
  }
}

function fileOf({ suite, name }: Line, folder: string, { index, count }: Shard): string {
  const plain = `${suite} ${name}`.replaceAll(/[^a-zA-Z0-9.]+/g, '-');
  return join(folder, `${plain}.${index}-of-${count}.jsonl`);
}
