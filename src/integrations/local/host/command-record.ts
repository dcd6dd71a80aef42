import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandStatus } from '../../../ports/command-runner.ts';
import type { OwnedGroup } from './process-group.ts';
import { writeWhole } from './state-file.ts';

/** A command as it is kept on disk. Never its line, environment or secrets. */
export interface CommandRecord {
  key: string;
  /** Processes that may live; empty once it ended. */
  group?: OwnedGroup;
  /** Milliseconds since 1970. */
  startedAt: number;
  outcome?: Extract<CommandStatus, { state: 'ended' | 'lost' }>;
}

/** How a command ended is remembered this long. */
const REMEMBERED_MS = 14 * 24 * 3_600_000;

export async function readCommand(folder: string, key: string): Promise<CommandRecord | undefined> {
  const text = await readFile(fileOf(folder, key), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as CommandRecord);
}

export function writeCommand(folder: string, record: CommandRecord): Promise<void> {
  return writeWhole(fileOf(folder, record.key), JSON.stringify(record));
}

export function forgetCommand(folder: string, key: string): Promise<void> {
  return rm(fileOf(folder, key), { force: true });
}

/** The records a host before this one left without an end. Old ones that ended are removed on the way. */
export async function unfinishedCommands(folder: string): Promise<CommandRecord[]> {
  const unfinished: CommandRecord[] = [];
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    if (!name.endsWith('.json') || Date.now() - (await stat(file)).mtimeMs > REMEMBERED_MS) {
      await rm(file, { force: true });
      continue;
    }
    const record = JSON.parse(await readFile(file, 'utf8')) as CommandRecord;
    if (!record.outcome) unfinished.push(record);
  }
  return unfinished;
}

/** Keys hold any characters and have any length. */
function fileOf(folder: string, key: string): string {
  return join(folder, `${createHash('sha256').update(key).digest('hex')}.json`);
}
