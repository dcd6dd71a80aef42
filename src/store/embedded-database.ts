import { PGlite, type Transaction } from '@electric-sql/pglite';
import { existsSync, renameSync, rmSync } from 'node:fs';
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
  let database: Database | undefined;
  try {
    const files = join(directory, 'database');
    if (!existsSync(files)) await makeFiles(files, cache);
    database = wrap(await openFiles(files), unlock);
    await migrate(database);
    return database;
  } catch (error) {
    if (database) await database.close();
    else unlock();
    throw error;
  }
}

/** Made elsewhere and put in place whole: a process that is killed meanwhile leaves nothing that looks like a database. */
async function makeFiles(files: string, cache: string | undefined): Promise<void> {
  const unfinished = `${files}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  const pglite = await openFiles(unfinished, cache === undefined ? undefined : await readInitial(cache));
  try {
    await migrate(wrap(pglite, () => {}));
    if (cache !== undefined) await keepInitial(cache, () => pglite.dumpDataDir('none'));
  } finally {
    await pglite.close();
  }
  renameSync(unfinished, files);
}

function openFiles(dataDir: string, initial?: Blob): Promise<PGlite> {
  return PGlite.create({
    dataDir,
    parsers: { [BIGINT]: Number },
    ...(initial ? { loadDataDir: initial } : {}),
  });
}

function wrap(pglite: PGlite, unlock: () => void): Database {
  return {
    query: queryOf(pglite),
    transaction: (work) =>
      pglite.transaction(async (transaction) => {
        const { sql, assertSound, posted } = failingOnce(queryOf(transaction));
        const result = await work(sql);
        assertSound();
        await posted();
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
