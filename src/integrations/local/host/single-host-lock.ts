import { DatabaseSync } from 'node:sqlite';

/**
 * Takes the lock that at most one host per folder holds; false where another one lives. An exclusive SQLite transaction: the system frees
 * it when its holder dies, however it dies, so no stale lock is ever left.
 */
export function takeHostLock(file: string): boolean {
  const database = new DatabaseSync(file);
  try {
    database.exec('pragma journal_mode = delete; begin exclusive');
    held.push(database);
    return true;
  } catch (cause) {
    database.close();
    if ((cause as { errcode?: number }).errcode === SQLITE_BUSY) return false;
    throw cause;
  }
}

const SQLITE_BUSY = 5;

/** Keeps the lock's connection from being collected, which would free it. */
const held: DatabaseSync[] = [];
