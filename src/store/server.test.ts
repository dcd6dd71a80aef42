import pg from 'pg';
import { expect, test } from 'vitest';
import { documentOf, sketchDelivery } from '../../test/support/delivery.ts';
import { eventually } from '../../test/support/eventually.ts';
import { onServer, openTestStore, pushOf } from '../../test/support/store.ts';
import { workThrough } from '../../test/support/work-through.ts';
import type { Change } from './changes.ts';
import { openStore } from './open-store.ts';

const names = Array.from({ length: 20 }, (_, at) => `S${at}`);
const document = documentOf(sketchDelivery(Object.fromEntries(names.map((name) => [name, {}])), []));

onServer((server) => {
  test('several nodes open an empty database at once, share its work, and hear of each other', async () => {
    const stores = await Promise.all([1, 2, 3].map(() => openTestStore({ url: server.url })));
    const [first, second, third] = stores;
    if (!first || !second || !third) throw new Error('three stores were opened');
    const heard: Change[] = [];
    third.onChange((change) => void heard.push(change));
    const done: string[] = [];
    for (const store of [first, second]) {
      store.work(async ({ effect }) => {
        if (effect.type === 'perform') done.push(effect.node);
        // A moment's work, so that one node alone could not be done before the other has looked.
        await new Promise((resolve) => setTimeout(resolve, 5));
      });
    }
    const { id } = await first.createRun(pushOf('shared'), document, 1);
    await eventually(() => done.length >= names.length && heard.length > 0);
    expect([...done].sort()).toEqual([...names].sort());
    expect(heard).toEqual([{ type: 'run', id, version: 1 }]);
    await Promise.all(stores.map((store) => store.close()));
  });

  test('the job of a node that fell silent is taken over', async () => {
    const store = await openTestStore({ url: server.url });
    const { id } = await store.createRun(pushOf('silent'), document, 1);
    const client = new pg.Client(server.url);
    await client.connect();
    await client.query(
      `update jobs set state = 'active', takings = 1, holder = 'a dead node', beat = now() - interval '11 seconds' where run_id = $1`,
      [id],
    );
    await client.end();
    store.work(workThrough(store));
    const ended = await eventually(async () => {
      const run = await store.run(id);
      return run?.phase === 'ended' && run;
    });
    expect(ended.ending).toBe('checked');
    await store.close();
  });

  test('a server that dies and comes back: nothing is lost, work and listening go on', async () => {
    const reports: { about: string }[] = [];
    const store = await openStore(
      { url: server.url },
      {
        deliveryOf: (text) => JSON.parse(text),
        report: (_error, about) => void reports.push({ about }),
      },
    );
    const { id } = await store.createRun(pushOf('crash'), document, 1);
    await server.kill();
    await expect(store.advance(id, { type: 'started' }, 1)).rejects.toBeInstanceOf(Error);
    await server.start();
    const changes: string[] = [];
    store.onChange((change) => void changes.push(change.id));
    const other = await openTestStore({ url: server.url });
    await eventually(async () => {
      await other.advanceEnvironment('shop', { type: 'locked', owner: 'ada', reason: String(Math.random()) }, 1);
      return changes.includes('shop');
    });
    store.work(workThrough(store));
    await eventually(async () => (await store.run(id))?.phase === 'ended');
    await Promise.all([store.close(), other.close()]);
  });

  test('work goes through a restart of the server', async () => {
    const store = await openTestStore({ url: server.url });
    store.work(workThrough(store));
    const runs = await Promise.all(Array.from({ length: 5 }, () => store.createRun(pushOf('through'), document, 1)));
    await server.kill();
    await server.start();
    await eventually(async () => {
      const now = await Promise.all(runs.map(({ id }) => store.run(id)));
      return now.every((run) => run?.phase === 'ended');
    });
    for (const { id } of runs) expect(await store.rebuildRun(id)).toEqual(await store.run(id));
    await store.close();
  });

  test('a server that can not be reached is named, without its password', async () => {
    const opening = openTestStore({ url: 'postgres://ada:secret@127.0.0.1:1/tea' });
    await expect(opening).rejects.toMatchObject({
      code: 'database-unreachable',
      message: expect.stringContaining('127.0.0.1:1/tea'),
    });
    await expect(opening).rejects.toMatchObject({ message: expect.not.stringContaining('secret') });
  });
});
