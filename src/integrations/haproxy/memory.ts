import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Colour } from '../../ports/release.ts';
import type { ServerCounts } from './servers.ts';

/** What HAProxy can't keep for us about one environment, in a file beside the store: every node reads the same. */
export interface Memory {
  /** The highest fencing number seen. */
  fence: number;
  /** From where each colour's counters are read. */
  since: Record<Colour, Since>;
}

export interface Since {
  /** The containers that stand in the colour. */
  who: string;
  /** Rises whenever the counters start anew. */
  epoch: number;
  /** What HAProxy had counted by then. */
  base: Totals;
}

export type Totals = ServerCounts['statuses'] & { unanswered: number };

export const NOTHING: Totals = { '1xx': 0, '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0, other: 0, unanswered: 0 };

export async function readMemory(file: string): Promise<Memory> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Memory;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { fence: 0, since: { blue: fresh(), green: fresh() } };
  }
}

/** Whole or not at all. */
export async function writeMemory(file: string, memory: Memory): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const beside = `${file}.${process.pid}.new`;
  await writeFile(beside, JSON.stringify(memory), { mode: 0o600 });
  await rename(beside, file);
}

function fresh(): Since {
  return { who: '', epoch: 0, base: NOTHING };
}
