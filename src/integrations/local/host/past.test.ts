import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TimedCounters } from '../../../ports/router.ts';
import { createPast, NOBODY } from './past.ts';
import { keepPast, pastKept } from './past-file.ts';

const counters = (requests: number, errors: number, epoch = 'first'): TimedCounters => ({
  epoch,
  requests,
  errors,
  statuses: {},
  latency: [requests, 0],
});

test('ticks are increments, and the histogram of a minute comes with its last tick', () => {
  const past = createPast();
  for (let tick = 0; tick <= 12; tick++) past.add(counters(tick * 10, tick), tick * 10_000);
  const ticks = past.read();
  expect(ticks).toHaveLength(12);
  expect(ticks.map(({ instances }) => instances[0]?.requests)).toEqual(ticks.map(() => 10));
  expect(ticks.map(({ instances }) => instances[0]?.latency)).toEqual(
    ticks.map((_, i) => ((i + 1) % 6 === 0 ? [60, 0] : undefined)),
  );
});

test('a release that is started anew has no past', () => {
  const past = createPast();
  past.add(counters(5, 0), 0);
  past.add(counters(9, 1), 10_000);
  past.add(counters(3, 0, 'second'), 20_000);
  expect(past.read()).toEqual([]);
  past.add(counters(4, 1, 'second'), 30_000);
  expect(past.read()).toEqual([{ atMs: 30_000, instances: [{ id: 'second', requests: 1, errors: 1 }] }]);
});

test('the same release, started anew by a new host, goes on as one instance', () => {
  const before = createPast();
  for (let tick = 0; tick <= 2; tick++) before.add(counters(tick * 10, tick), tick * 10_000);
  const past = createPast();
  past.resume(before.read());
  expect(past.read()).toEqual(before.read());
  past.add(counters(0, 0, NOBODY), 30_000);
  past.add(counters(0, 0, 'second'), 40_000);
  past.add(counters(7, 1, 'second'), 50_000);
  expect(past.read().map(({ atMs, instances }) => [atMs, instances[0]?.id, instances[0]?.requests])).toEqual([
    [10_000, 'first', 10],
    [20_000, 'first', 10],
    [50_000, 'first', 7],
  ]);
  past.add(counters(0, 0, 'third'), 60_000);
  expect(past.read()).toEqual([]);
});

test('what is kept is of this very release and of the last day', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'past-'));
  const file = join(folder, 'shop.blue.json');
  const release = { id: 'shop@1', services: { shop: 'sha256:1' }, commit: '1', runId: 'shop-1' };
  const ticks = [1, 2, 3].map((hours) => ({ atMs: hours * 3_600_000, instances: [] }));
  expect(await pastKept(file, release, 0)).toEqual([]);
  await keepPast(file, { release, ticks });
  expect(await pastKept(file, release, 25.5 * 3_600_000)).toEqual(ticks.slice(1));
  expect(await pastKept(file, { ...release, id: 'shop@2' }, 4 * 3_600_000)).toEqual([]);
  await writeFile(file, '{"release":');
  expect(await pastKept(file, release, 4 * 3_600_000)).toEqual([]);
  await rm(folder, { recursive: true });
});

test('it remembers a day, and no more', () => {
  const past = createPast();
  for (let tick = 0; tick <= 9_000; tick++) past.add(counters(tick, 0), tick * 10_000);
  expect(past.read()).toHaveLength(8_640);
  expect(past.read()[0]?.atMs).toBe(3_610_000);
});
