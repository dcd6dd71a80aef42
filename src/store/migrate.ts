import { readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { Database, Sql } from './sql.ts';
import { StoreFailure } from './store-failure.ts';

const FOLDER = fileURLToPath(new URL('migrations/', import.meta.url));

/** Any number that nothing else in the database locks by. */
const MIGRATION_LOCK = 7_234_001;

interface Migration {
  number: number;
  name: string;
  text: string;
}

/** Brings the schema up to this version's, forward only. One process does it while others wait. @throws StoreFailure `store-too-new` */
export async function migrate(database: Database): Promise<void> {
  const migrations = readMigrations();
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
  const [table] = await sql.query<{ there: boolean }>(`select to_regclass('migrations') is not null as there`);
  if (!table?.there) return 0;
  const [row] = await sql.query<{ number: number }>('select coalesce(max(number), 0) as number from migrations');
  return row?.number ?? 0;
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

function tooNew(done: number, newest: number): StoreFailure {
  return new StoreFailure({
    code: 'store-too-new',
    message: `The data was written by a newer Shipchart (schema ${done}; this one knows ${newest}).`,
    hint: 'Start the newer version, or restore a backup from before the upgrade.',
  });
}
