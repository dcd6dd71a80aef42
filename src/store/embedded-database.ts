import { PGlite, type Transaction } from '@electric-sql/pglite';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockDirectory } from './directory-lock.ts';
import { keepInitial, readInitial } from './initial-directory.ts';
import { migrate } from './migrate.ts';
import { failingOnce, type Database, type Sql } from './sql.ts';

/** PostgreSQL's type id of `bigint`. */
const BIGINT = 20;

/**
 * The PostgreSQL inside this process, its files under `directory`, its schema up to date.
 * @throws StoreFailure where another process has the directory
 */
export async function openEmbeddedDatabase(directory: string, cache: string | undefined): Promise<Database> {
  const unlock = lockDirectory(directory);
  try {
    const pglite = await openFiles(directory, cache);
    const database = wrap(pglite, unlock);
    await migrate(database);
    await markComplete(directory, pglite, cache);
    return database;
  } catch (error) {
    unlock();
    throw error;
  }
}

async function openFiles(directory: string, cache: string | undefined): Promise<PGlite> {
  const dataDir = join(directory, 'database');
  // A process that was killed at its first start leaves half a data directory, and nothing of worth in it.
  if (!isComplete(directory)) rmSync(dataDir, { recursive: true, force: true });
  const initial = existsSync(dataDir) || cache === undefined ? undefined : await readInitial(cache);
  return PGlite.create({
    dataDir,
    parsers: { [BIGINT]: Number },
    ...(initial ? { loadDataDir: initial } : {}),
  });
}

function isComplete(directory: string): boolean {
  return existsSync(join(directory, 'complete'));
}

async function markComplete(directory: string, pglite: PGlite, cache: string | undefined): Promise<void> {
  if (isComplete(directory)) return;
  if (cache !== undefined) await keepInitial(cache, () => pglite.dumpDataDir('none'));
  writeFileSync(join(directory, 'complete'), '');
}

function wrap(pglite: PGlite, unlock: () => void): Database {
  return {
    query: queryOf(pglite),
    transaction: (work) =>
      pglite.transaction(async (transaction) => {
        const { sql, assertSound } = failingOnce(queryOf(transaction));
        const result = await work(sql);
        assertSound();
        return result;
      }),
    script: async (text) => {
      await pglite.transaction((transaction) => transaction.exec(text));
    },
    close: async () => {
      await pglite.close();
      unlock();
    },
  };
}

function queryOf(connection: PGlite | Transaction): Sql['query'] {
  return async <Row extends object>(text: string, parameters: readonly unknown[] = []) =>
    (await connection.query<Row>(text, [...parameters])).rows;
}
