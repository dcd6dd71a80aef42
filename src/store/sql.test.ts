import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDirectory, onServer, STORE_CACHE } from '../../test/support/store.ts';
import { openEmbeddedDatabase } from './embedded-database.ts';
import { openServerDatabase } from './server-database.ts';
import type { Database } from './sql.ts';

const directory = freshDirectory();
onDatabase(() => openEmbeddedDatabase(directory, STORE_CACHE));
onServer((server) => onDatabase(() => openServerDatabase(server.url)));

function onDatabase(open: () => Promise<Database>): void {
  let database: Database;
  beforeAll(async () => {
    database = await open();
    await database.script('create table cups (tea text primary key); create table pots (size bigint, holds json);');
  });
  afterAll(() => database?.close());

  test('after its first error a transaction refuses everything, and nothing of it is kept', async () => {
    const errors: unknown[] = [];
    const failing = database.transaction(async (sql) => {
      await sql.query(`insert into cups values ('green')`);
      await sql.query('insert into nowhere values (1)').catch((error: unknown) => errors.push(error));
      await sql.query(`insert into cups values ('black')`).catch((error: unknown) => errors.push(error));
      return 'as if nothing had happened';
    });
    await expect(failing).rejects.toThrow('failed before');
    expect(errors.map(String)).toEqual([expect.stringContaining('nowhere'), expect.stringContaining('failed before')]);
    expect(await database.query('select * from cups')).toEqual([]);
  });

  test('a statement that was only posted and failed fails the transaction, and nothing of it is kept', async () => {
    const failing = database.transaction(async (sql) => {
      sql.post(`insert into cups values ('mint')`);
      sql.post('insert into nowhere values (1)');
      return 'nobody asked for the answers';
    });
    await expect(failing).rejects.toThrow('nowhere');
    expect(await database.query('select * from cups')).toEqual([]);
  });

  test('what throws between two statements keeps nothing either, and the next transaction is sound', async () => {
    const failing = database.transaction(async (sql) => {
      await sql.query(`insert into cups values ('white')`);
      throw new Error('spilled');
    });
    await expect(failing).rejects.toThrow('spilled');
    await database.transaction((sql) => sql.query(`insert into cups values ('oolong')`));
    expect(await database.query('select tea from cups')).toEqual([{ tea: 'oolong' }]);
  });

  test('numbers come back as numbers, json as its value, and whatever json can hold', async () => {
    const holds = { nul: '\0', half: '\ud800', list: [1, null, 'a"b\\'] };
    await database.query('insert into pots values ($1, $2)', [1_795_469_421_856, JSON.stringify(holds)]);
    expect(await database.query('select size, holds from pots')).toEqual([{ size: 1_795_469_421_856, holds }]);
  });
}
