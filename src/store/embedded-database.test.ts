import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freshDirectory, STORE_CACHE } from '../../test/support/store.ts';
import { openEmbeddedDatabase } from './embedded-database.ts';

test('what a first start that was killed has left is made anew', async () => {
  const directory = freshDirectory();
  mkdirSync(join(directory, 'database.new', 'base'), { recursive: true });
  writeFileSync(join(directory, 'database.new', 'PG_VERSION'), '18');
  const database = await openEmbeddedDatabase(directory, STORE_CACHE);
  expect(await database.query('select id from runs')).toEqual([]);
  await database.close();
  expect(readdirSync(directory).sort()).toEqual(['database', 'lock.sqlite']);
});

test('a directory without a cache is made too, and keeps what was written', async () => {
  const directory = freshDirectory();
  const first = await openEmbeddedDatabase(directory, undefined);
  await first.query(`insert into projects values ('tea', 3)`);
  await first.close();
  const again = await openEmbeddedDatabase(directory, undefined);
  expect(await again.query('select name, last_number from projects')).toEqual([{ name: 'tea', last_number: 3 }]);
  await again.close();
});

test('a directory of a newer version is refused', async () => {
  const directory = freshDirectory();
  const database = await openEmbeddedDatabase(directory, STORE_CACHE);
  await database.query(`insert into migrations (number, name) values (9999, 'from the future')`);
  await database.close();
  await expect(openEmbeddedDatabase(directory, STORE_CACHE)).rejects.toMatchObject({ code: 'store-too-new' });
  // And let go of.
  await expect(openEmbeddedDatabase(directory, STORE_CACHE)).rejects.toMatchObject({ code: 'store-too-new' });
});
