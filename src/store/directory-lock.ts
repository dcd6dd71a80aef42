import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreFailure } from './store-failure.ts';

/** Locks of this process. A database that nothing refers to is collected as garbage, and its lock with it. */
const held = new Set<DatabaseSync>();

/**
 * Takes a data directory for this process alone; the answer gives it back. Two processes on one PGlite directory lose rows without any error,
 * so the lock is one the operating system frees when its holder is killed: an exclusive SQLite transaction.
 * @throws StoreFailure `store-in-use` with the holder's process id, or `store-not-writable`
 */
export function lockDirectory(directory: string): () => void {
  const holder = join(directory, 'holder');
  const database = openLockFile(directory);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw inUse(directory, readHolder(holder), cause);
  }
  held.add(database);
  writeFileSync(holder, `${process.pid}\n`);
  return () => {
    rmSync(holder, { force: true });
    held.delete(database);
    database.close();
  };
}

function openLockFile(directory: string): DatabaseSync {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return new DatabaseSync(join(directory, 'lock.sqlite'), { timeout: 0 });
  } catch (cause) {
    throw new StoreFailure({
      code: 'store-not-writable',
      message: `The data directory ${directory} can't be written: ${cause instanceof Error ? cause.message : String(cause)}.`,
      hint: 'Give this user the right to write there, or name another directory.',
      cause,
    });
  }
}

function inUse(directory: string, pid: string | undefined, cause: unknown): StoreFailure {
  const who = pid === undefined ? 'another process' : `process ${pid}`;
  return new StoreFailure({
    code: 'store-in-use',
    message: `The data directory ${directory} is in use by ${who}.`,
    hint: `Use the server that runs there, or stop it first${pid === undefined ? '' : `: kill ${pid}`}.`,
    cause,
  });
}

function readHolder(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    // The holder has the lock but has not written its id yet.
    return undefined;
  }
}
