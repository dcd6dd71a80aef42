import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { eventually } from '../../test/support/eventually.ts';
import { freshDirectory, openTestStore, STORE_CACHE } from '../../test/support/store.ts';
import { workThrough } from '../../test/support/work-through.ts';
import type { Store } from './store.ts';

const LOAD = fileURLToPath(new URL('../../test/support/store-under-load.ts', import.meta.url));

/** After how many acknowledged changes each process is killed. */
const KILLS = [1, 40, 173];

test('whoever is killed under load has lost nothing that was acknowledged, and every run ends as it would have', async () => {
  const directory = freshDirectory();
  await (await openTestStore({ directory, cache: STORE_CACHE })).close();
  const acknowledged = new Map<string, number>();
  for (const changes of KILLS) {
    await killAfter(changes, directory, acknowledged);
    const store = await openTestStore({ directory });
    await expectWhole(store, acknowledged);
    await store.close();
  }
  const store = await openTestStore({ directory });
  store.work(workThrough(store));
  await eventually(async () => (await store.activeRuns()).length === 0);
  await expectWhole(store, acknowledged);
  const runs = await store.runs({ limit: 1_000 });
  expect(new Set(runs.map((run) => run.ending))).toEqual(new Set(['checked']));
  expect(await store.environment('shop')).toMatchObject({ queue: [] });
  expect((await store.environment('shop')).claim).toBeUndefined();
  expect(await store.deadJobs(1)).toEqual([]);
  await store.close();
}, 180_000);

/** Notes what the process said before its end. */
async function killAfter(changes: number, directory: string, acknowledged: Map<string, number>): Promise<void> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', LOAD, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let told = 0;
  for await (const line of createInterface(child.stdout)) {
    const [id = '', version] = line.split(' ');
    acknowledged.set(id, Math.max(acknowledged.get(id) ?? 0, Number(version)));
    told += 1;
    if (told === changes) child.kill('SIGKILL');
  }
  await ended;
  expect(told).toBeGreaterThanOrEqual(changes);
}

async function expectWhole(store: Store, acknowledged: ReadonlyMap<string, number>): Promise<void> {
  for (const [id, version] of acknowledged) {
    expect((await store.versionedRun(id))?.version ?? 0, id).toBeGreaterThanOrEqual(version);
  }
  const runs = await store.runs({ limit: 1_000 });
  expect(runs.map((run) => run.number)).toEqual(runs.map((_, index) => runs.length - index));
  for (const run of runs) {
    expect(await store.rebuildRun(run.id)).toEqual(run);
    const events = await store.runEvents(run.id);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect((await store.versionedRun(run.id))?.version).toBe(events.length);
  }
  expect(await store.rebuildEnvironment('shop')).toEqual(await store.environment('shop'));
}
