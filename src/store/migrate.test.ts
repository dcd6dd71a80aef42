import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { documentOf, sketchDelivery } from '../../test/support/delivery.ts';
import { onServer, openTestStore, pushOf } from '../../test/support/store.ts';
import { workThrough } from '../../test/support/work-through.ts';
import { eventually } from '../../test/support/eventually.ts';
import { documentHash } from './documents.ts';
import { migrate } from './migrate.ts';
import { openServerDatabase } from './server-database.ts';
import type { Sql } from './sql.ts';

const versions = readdirSync(new URL('migrations/', import.meta.url)).map((name) => Number(name.slice(0, 4)));
const document = documentOf(sketchDelivery({ LINT: {}, UNIT: {} }, ['LINT -> UNIT']));

onServer((server) => {
  /** A new database, its schema as far as that version. */
  async function databaseAt(version: number) {
    const name = `schema_${randomUUID().slice(0, 8)}`;
    const first = await openServerDatabase(server.url);
    await first.query(`create database ${name}`);
    await first.close();
    const url = server.url.replace(/postgres$/, name);
    const database = await openServerDatabase(url);
    await migrate(database, version);
    return { url, database };
  }

  test.each(versions)('what schema %i holds is read, gone on with and listed by this version', async (version) => {
    const { url, database } = await databaseAt(version);
    await writeAsFirst(database);
    await database.close();
    const store = await openTestStore({ url });
    expect(await store.rebuildRun('old-1')).toEqual(await store.run('old-1'));
    expect((await store.runs({ limit: 5 })).map(({ id }) => id)).toEqual(['old-1']);
    expect(await store.environment('shop')).toMatchObject({ lock: { owner: 'ada' } });
    expect(await store.inbox(5)).toMatchObject([{ id: 1, title: 'UNIT failed' }]);
    store.work(workThrough(store));
    await eventually(async () => (await store.run('old-1'))?.ending === 'checked');
    expect((await store.createRun(pushOf('old'), document, 9)).number).toBe(2);
    await store.close();
  });

  test('nodes that start at once on an old schema: one migrates, none fails', async () => {
    const { url, database } = await databaseAt(1);
    const stores = await Promise.all([1, 2, 3].map(() => openTestStore({ url })));
    const done = await database.query<{ number: number }>('select number from migrations order by number');
    expect(done.map(({ number }) => number)).toEqual(versions);
    await Promise.all([database.close(), ...stores.map((store) => store.close())]);
  });

  test('a node that is older than the schema refuses with one sentence', async () => {
    const { url, database } = await databaseAt(Math.max(...versions));
    await database.query(`insert into migrations (number, name) values (9999, '9999-later.sql')`);
    await database.close();
    await expect(openTestStore({ url })).rejects.toMatchObject({
      code: 'store-too-new',
      message: `The data was written by a newer Shipchart (schema 9999; this one knows ${Math.max(...versions)}).`,
    });
  });

  test("another program's database is left as it is", async () => {
    const { url, database } = await databaseAt(0);
    await database.query('create table migrations (id integer, batch integer)');
    await database.query('create table customers (name text)');
    await expect(openTestStore({ url })).rejects.toMatchObject({
      code: 'database-not-ours',
      message: expect.stringContaining('(customers, migrations)') as string,
    });
    expect(
      await database.query('select table_name from information_schema.tables where table_schema = $1', ['public']),
    ).toHaveLength(2);
    await database.close();
  });

  test('a database works for one data folder; another one is refused, and told whose it is', async () => {
    const { url, database } = await databaseAt(0);
    await database.close();
    const mine = await openTestStore({ url, site: { id: 'one', place: '/srv/shop on alpha' } });
    await (await openTestStore({ url, site: { id: 'one', place: '/srv/shop on alpha' } })).close();
    await expect(openTestStore({ url, site: { id: 'two', place: '/srv/shop on beta' } })).rejects.toMatchObject({
      code: 'store-elsewhere',
      message: 'This database works for /srv/shop on alpha, and this is /srv/shop on beta.',
    });
    await mine.close();
  });
});

/** A run with a step under way, a locked environment and a notice, as version 1 wrote them. */
async function writeAsFirst(sql: Sql): Promise<void> {
  const hash = documentHash(document.text);
  const facts = { ...pushOf('old'), id: 'old-1', number: 1, document: hash, startedAt: 1 };
  const step = { state: 'idle', visit: 0, attempt: 0, look: 0, nudged: false, signals: [] };
  const run = {
    ...facts,
    phase: 'running',
    tokens: {},
    claims: {},
    steps: { LINT: { ...step, state: 'active', visit: 1, attempt: 1, look: 1, startedAt: 1 }, UNIT: step },
  };
  const lock = { type: 'locked', owner: 'ada', reason: 'audit' };
  const environment = { name: 'shop', fence: 0, queue: [], bad: [], lock: { owner: 'ada', reason: 'audit' } };
  const notice = {
    kind: 'notice',
    at: 1,
    runId: 'old-1',
    to: [],
    tone: 'bad',
    title: 'UNIT failed',
    body: '',
    evidence: [],
  };
  const job = { type: 'perform', node: 'LINT', visit: 1, look: 1, call: 'start' };
  await sql.query(`insert into projects values ('old', 1)`);
  await sql.query('insert into documents values ($1, $2, $3)', [hash, document.fileName, document.text]);
  await sql.query(
    `insert into runs (id, project, number, commit_id, ref, document, phase, started_at, facts, state, version)
     values ('old-1', 'old', 1, 'c0ffee', 'main', $1, 'running', 1, $2, $3, 1)`,
    [hash, JSON.stringify(facts), JSON.stringify(run)],
  );
  await sql.query(`insert into run_events values ('old-1', 1, 1, '{"type":"started"}')`);
  await sql.query(`insert into environments values ('shop', $1, 1)`, [JSON.stringify(environment)]);
  await sql.query(`insert into environment_events values ('shop', 1, 1, $1)`, [JSON.stringify(lock)]);
  await sql.query(`insert into inbox (key, at, entry) values ('one', 1, $1)`, [JSON.stringify(notice)]);
  await sql.query(`insert into jobs (run_id, effect, due) values ('old-1', $1, 1)`, [JSON.stringify(job)]);
}
