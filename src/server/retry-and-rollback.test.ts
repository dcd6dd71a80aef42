import { beforeAll, describe, expect, test } from 'vitest';
import { endStepOf } from '../../test/support/answer-step.ts';
import { documentOf, sketchDelivery } from '../../test/support/delivery.ts';
import { serverOn } from '../../test/support/services.ts';
import { NOW } from '../../test/support/step-context.ts';
import { freshDirectory, pushOf, storeForFile } from '../../test/support/store.ts';
import { pathOf, routes } from '../api/routes.ts';

const given = storeForFile();
const DOCUMENT = documentOf(sketchDelivery({ LINT: {}, ASK: {}, LAST: {} }, ['LINT -> ASK', 'ASK -> LAST']));

let server: ReturnType<typeof serverOn>;
beforeAll(() => {
  server = serverOn(given.store, freshDirectory(), DOCUMENT);
});

describe('trying again', () => {
  test('a run is tried again once, however often it is clicked, and says by whom it was stopped no more', async () => {
    const run = await waitingRun();
    await server.post(pathOf(routes.cancel, { run }), 'bob', { reason: 'wrong branch' });
    const path = pathOf(routes.retry, { run });
    expect(await (await server.get(path)).json()).toEqual({ begins: ['ASK'], follows: ['LAST'], keeps: ['LINT'] });
    const first = await (await server.post(pathOf(routes.retry, { run }), 'ada', { after: 0 })).json();
    expect(first).toMatchObject({ phase: 'running', retries: 1 });
    const second = await server.post(pathOf(routes.retry, { run }), 'bob', { after: 0 });
    expect([second.status, await second.json()]).toEqual([200, first]);
    expect((await given.store.run(run))?.retries).toMatchObject({ count: 1, by: 'ada' });
    expect((await given.store.runEvents(run)).at(-1)?.event).toMatchObject({ type: 'retried', by: 'ada' });
    expect(await given.store.rebuildRun(run)).toEqual(await given.store.run(run));
  });

  test('where it makes no sense, the reason is the answer', async () => {
    const run = await waitingRun();
    const answer = await server.post(pathOf(routes.retry, { run }), 'ada', {});
    expect([answer.status, await answer.json()]).toMatchObject([409, { code: 'nothing-failed', hint: /Name a step/ }]);
    const preview = await server.get(`${pathOf(routes.retry, { run })}?node=LAST`);
    expect([preview.status, await preview.json()]).toMatchObject([409, { code: 'not-reached' }]);
    const step = await server.post(pathOf(routes.retry, { run }), 'ada', { node: 'LAST' });
    expect([step.status, await step.json()]).toMatchObject([409, { code: 'not-reached' }]);
  });
});

describe('rolling back', () => {
  const path = (name = 'production') => pathOf(routes.rollback, { name });
  const release = (id: string) => ({ id, services: { shop: id }, commit: id, runId: 'shop-1' });

  test('says beforehand what it will do, does it in the name of the person, and lets nobody in until it is lifted', async () => {
    const { store } = given;
    for (const id of ['one', 'two']) {
      await store.advanceEnvironment('production', { type: 'claim-requested', runId: id }, 1);
      const { fence } = await store.environment('production');
      const slot = { release: release(id), colour: 'blue' } as const;
      const change = { type: 'changed', runId: id, fence, change: { type: 'went-live', slot } } as const;
      await store.advanceEnvironment('production', change, 1);
      await store.advanceEnvironment('production', { type: 'claim-released', runId: id, passed: true }, 1);
    }
    await store.advanceEnvironment('production', { type: 'claim-requested', runId: 'three' }, 1);
    await store.advanceEnvironment('production', { type: 'claim-requested', runId: 'four' }, 1);
    expect(await (await server.get(path())).json()).toEqual({
      to: 'one',
      leaving: ['two'],
      cancels: 'three',
      choices: [
        { release: 'two', commit: 'two' },
        { release: 'one', commit: 'one' },
      ],
    });
    expect(await (await server.get(`${path()}?release=two`)).json()).toMatchObject({ to: 'two', leaving: [] });
    expect((await server.get(`${path()}?release=nine`)).status).toBe(404);
    expect((await server.post(path(), 'bob', { reason: 'errors', release: 'nine' })).status).toBe(404);

    const asked = await server.post(path(), 'bob', { reason: 'errors' });
    expect(asked.status).toBe(202);
    expect(await asked.json()).toMatchObject({
      hold: { owner: 'bob', reason: 'errors' },
      rollback: { to: 'one', leaving: ['two'], owner: 'bob' },
      bad: [{ release: 'two', reason: 'rolled back by bob: errors' }],
      queue: [{ runId: 'four', reason: 'bob rolls it back: errors' }],
    });
    const { rollback } = await store.environment('production');
    await store.advanceEnvironment('production', { type: 'rolled-back', fence: rollback?.fence ?? 0 }, 2);
    const held = await (await server.get(pathOf(routes.environment, { name: 'production' }))).json();
    expect(held).toMatchObject({ live: { release: 'one' }, queue: [{ reason: 'bob holds it: errors' }] });

    const lift = (body: object) => server.post(pathOf(routes.unlock, { name: 'production' }), 'ada', body);
    expect(await (await lift({ release: 'two' })).json()).toMatchObject({ bad: [], hold: { owner: 'bob' } });
    expect((await lift({ release: 'two' })).status).toBe(404);
    expect(await (await lift({})).json()).toMatchObject({ claim: { runId: 'four' }, queue: [] });
    expect(await store.rebuildEnvironment('production')).toEqual(await store.environment('production'));
  });
});

/** A run whose first step has passed, and whose second is at work. */
async function waitingRun(): Promise<string> {
  const { id } = await given.store.createRun(pushOf('shop'), DOCUMENT, NOW);
  await endStepOf(given.store, id, 'LINT', 'pass', NOW);
  return id;
}
