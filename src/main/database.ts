import { randomUUID } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { Complaint } from '../cli/complaint.ts';
import type { StorePlace } from '../store/open-database.ts';
import { createOnce } from './create-once.ts';

/** Names the folder that a PostgreSQL database works for; every node of a database starts in that folder. */
const SITE_FILE = 'site';
const NOT_POSTGRES = 'is not the address of a PostgreSQL database; it looks like postgres://user@host:5432/shipchart';

/** `database:` in shipchart.yaml. */
export const databaseAddress = z
  .string()
  .refine(isPostgres, NOT_POSTGRES)
  .refine(
    (address) => !isPostgres(address) || new URL(address).password === '',
    'must not hold a password: give the whole address in DATABASE_URL instead, or the password in PGPASSWORD or ~/.pgpass',
  );

/** The address of the database server, if there is one: the environment's before the file's. @throws Complaint */
export function chosenDatabase(
  configured: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const given = environment['DATABASE_URL'];
  if (given === undefined || given === '') return configured;
  // Not shown: it may hold a password.
  if (!isPostgres(given)) throw new Complaint(`DATABASE_URL ${NOT_POSTGRES}.`, 'Mend it, or unset it.');
  return given;
}

/** Where the store is: in the data folder, or on a server that knows the data folder by its name. */
export async function storePlace(data: string, database: string | undefined): Promise<StorePlace> {
  if (database === undefined) return { directory: join(data, 'store') };
  return { url: database, site: { id: await siteOf(data), place: `${data} on ${hostname()}` } };
}

/** Nodes that start at the same time in one folder agree on its name: the first to write it has named it. */
export async function siteOf(data: string): Promise<string> {
  const file = join(data, SITE_FILE);
  await mkdir(data, { recursive: true, mode: 0o700 });
  await createOnce(file, `${randomUUID()}\n`);
  return (await readFile(file, 'utf8')).trim();
}

function isPostgres(address: string): boolean {
  return URL.canParse(address) && ['postgres:', 'postgresql:'].includes(new URL(address).protocol);
}
