import { readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { Database, Sql } from './sql.ts';
import { StoreFailure } from './store-failure.ts';

const FOLDER = fileURLToPath(new URL('migrations/', import.meta.url));

/** Any number that nothing else in the database locks by. */
const MIGRATION_LOCK = 7_234_001;

const TABLES_NAMED = 3;

interface Migration {
  number: number;
  name: string;
  text: string;
}

/**
 * Brings the schema up to this version's, forward only; tests stop at an earlier one. One process does it while others wait.
 * @throws StoreFailure `store-too-new`, `database-not-ours`
 */
export async function migrate(database: Database, upTo = Number.POSITIVE_INFINITY): Promise<void> {
  const migrations = readMigrations().filter(({ number }) => number <= upTo);
  const done = await applied(database);
  const newest = migrations.at(-1)?.number ?? 0;
  if (done === newest) return;
  if (done > newest) throw tooNew(done, newest);
  for (const migration of migrations) {
    if (migration.number > done) await database.script(guarded(migration));
  }
}

/** Names a schema: the same for the same migrations. */
export function schemaHash(): string {
  const hash = createHash('sha256');
  for (const { name, text } of readMigrations()) hash.update(`${name}\n${text}\n`);
  return hash.digest('hex').slice(0, 16);
}

/** By number: 0001, 0002 … without a gap. */
function readMigrations(): Migration[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ number: Number(name.slice(0, 4)), name, text: readFileSync(join(FOLDER, name), 'utf8') }));
}

async function applied(sql: Sql): Promise<number> {
  const tables = await tablesIn(sql);
  if (tables.length === 0) return 0;
  // DATABASE_URL is a name that many programs use: their database must not become ours.
  if (!tables.includes('run_events') || !tables.includes('migrations')) throw notOurs(tables);
  const [row] = await sql.query<{ number: number }>('select coalesce(max(number), 0) as number from migrations');
  return row?.number ?? 0;
}

async function tablesIn(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ name: string }>(
    'select table_name as name from information_schema.tables where table_schema = current_schema() order by 1',
  );
  return rows.map(({ name }) => name);
}

/** The whole migration as one block under a lock; a process that waited finds it done and skips it. */
function guarded({ number, name, text }: Migration): string {
  return `
    select pg_advisory_xact_lock(${MIGRATION_LOCK});
    create table if not exists migrations (number integer primary key, name text not null, at timestamptz not null default now());
    do $migration$ begin
      if exists (select from migrations where number = ${number}) then return; end if;
      ${text}
      insert into migrations (number, name) values (${number}, '${name}');
    end $migration$;`;
}

function notOurs(tables: readonly string[]): StoreFailure {
  return new StoreFailure({
    code: 'database-not-ours',
    message: `The database holds another program's tables (${tables.slice(0, TABLES_NAMED).join(', ')}).`,
    hint: 'Make an empty one for Shipchart (`createdb shipchart`) and name it in DATABASE_URL, or unset DATABASE_URL.',
  });
}

function tooNew(done: number, newest: number): StoreFailure {
  return new StoreFailure({
    code: 'store-too-new',
    message: `The data was written by a newer Shipchart (schema ${done}; this one knows ${newest}).`,
    hint: 'Start the newer version, or restore a backup from before the upgrade.',
  });
}
