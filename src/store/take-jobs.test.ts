import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDirectory, STORE_CACHE } from '../../test/support/store.ts';
import { openEmbeddedDatabase } from './embedded-database.ts';
import { deadJobs, enqueue, reviveJob } from './jobs.ts';
import type { Database } from './sql.ts';
import {
  beat,
  failJob,
  finishJob,
  nextDue,
  pullForward,
  returnJob,
  takeBackJobs,
  takeJobs,
  type TakenJob,
} from './take-jobs.ts';

const ORDERED_AT = 0;

const directory = freshDirectory();
let database: Database;
beforeAll(async () => {
  database = await openEmbeddedDatabase(directory, STORE_CACHE);
});
afterAll(() => database.close());

test('jobs are taken when they are due, oldest first, and by one holder only', async () => {
  await order(20, 10, 30);
  expect(await nextDue(database)).toBe(10);
  expect(await takeJobs(database, 'ada', 5, 10)).toEqual([]);
  expect((await takeJobs(database, 'ada', 20, 10)).map(({ runId }) => runId)).toEqual(['due-10', 'due-20']);
  expect(await takeJobs(database, 'ben', 20, 10)).toEqual([]);
  expect(await nextDue(database)).toBe(30);
  await emptyQueue();
});

test('who has lost a job to another holder can neither finish, fail nor return it', async () => {
  await order(1);
  const [mine] = await takeJobs(database, 'ada', 1, 1);
  await takeBackJobs(database, 'all');
  const [theirs] = await takeJobs(database, 'ben', 1, 1);
  if (!mine || !theirs) throw new Error('nothing was taken');
  expect(await finishJob(database, mine)).toBe(false);
  await failJob(database, mine, 'late', 1);
  await returnJob(database, mine);
  expect(await beat(database, 'ada')).toEqual([]);
  expect(await beat(database, 'ben')).toEqual([{ id: mine.id, takings: 2 }]);
  expect(await finishJob(database, theirs)).toBe(true);
  expect(await nextDue(database)).toBeUndefined();
});

test('pauses between tries double up to 30 s; after the twentieth failure the job lies dead in plain sight', async () => {
  await order(0);
  const pauses: number[] = [];
  let now = 0;
  for (let failures = 1; failures <= 20; failures += 1) {
    expect(await failJob(database, await takeOne(now), new Error(`try ${failures}`), now)).toBe(
      failures === 20 ? 'dead' : 'again',
    );
    const due = await nextDue(database);
    if (due === undefined) break;
    pauses.push(due - now);
    now = due;
  }
  expect(pauses.slice(0, 8)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  expect(pauses).toHaveLength(19);
  const [dead] = await deadJobs(database, 10);
  expect(dead).toMatchObject({ runId: 'due-0', effect: { type: 'tidy' }, failures: 20 });
  expect(dead?.lastError).toContain('try 20');

  expect(await reviveJob(database, dead?.id ?? 0, now)).toBe(true);
  expect(await reviveJob(database, dead?.id ?? 0, now)).toBe(false);
  expect(await takeOne(now)).toMatchObject({ failures: 0, takings: 1 });
  await emptyQueue();
});

test('a job during which every process dies is given up', async () => {
  await order(0);
  for (let death = 1; death <= 30; death += 1) {
    expect(await takeOne(0)).toMatchObject({ takings: death, failures: 0 });
    expect(await takeBackJobs(database, 'all')).toBe(1);
  }
  expect(await takeJobs(database, 'ada', 0, 1)).toEqual([]);
  expect((await deadJobs(database, 10))[0]?.lastError).toBe('its process died each time');
  await emptyQueue();
});

test('a holder that shows life keeps its job; one that is silent for 10 s loses it', async () => {
  await order(0);
  await takeOne(0);
  expect(await takeBackJobs(database, 'expired')).toBe(0);
  await database.query(`update jobs set beat = beat - interval '11 seconds'`);
  await beat(database, 'ada');
  expect(await takeBackJobs(database, 'expired')).toBe(0);
  await database.query(`update jobs set beat = beat - interval '11 seconds'`);
  expect(await takeBackJobs(database, 'expired')).toBe(1);
  await emptyQueue();
});

test('a clock that was set back makes nobody wait for as long as it was', async () => {
  const hour = 3_600_000;
  await order(ORDERED_AT + 500);
  expect(await pullForward(database, ORDERED_AT)).toBe(0);
  expect(await pullForward(database, ORDERED_AT - 20_000)).toBe(0);
  expect(await pullForward(database, ORDERED_AT - hour)).toBe(1);
  expect(await nextDue(database)).toBe(ORDERED_AT - hour);
  expect(await pullForward(database, ORDERED_AT - hour)).toBe(0);
  await emptyQueue();
});

async function order(...dues: number[]): Promise<void> {
  await database.transaction(async (sql) =>
    enqueue(
      sql,
      dues.map((due) => ({ runId: `due-${due}`, effect: { type: 'tidy' }, due })),
      ORDERED_AT,
    ),
  );
}

async function takeOne(now: number): Promise<TakenJob> {
  const [job] = await takeJobs(database, 'ada', now, 1);
  if (!job) throw new Error('no job was due');
  return job;
}

async function emptyQueue(): Promise<void> {
  await database.query('delete from jobs');
}
