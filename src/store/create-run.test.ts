import { expect, test } from 'vitest';
import { documentOf, sketchDelivery } from '../../test/support/delivery.ts';
import { onEveryDatabase, pushOf } from '../../test/support/store.ts';

const document = documentOf(sketchDelivery({ LINT: {}, SHIP: {} }, ['LINT -> SHIP']));

onEveryDatabase((given) => {
  test('runs of a project are numbered without a gap, also when many start at once', async () => {
    const runs = await Promise.all(
      Array.from({ length: 20 }, () => given.store.createRun(pushOf('tea'), document, 1_000)),
    );
    expect(runs.map((run) => run.number).sort((one, other) => one - other)).toEqual(
      Array.from({ length: 20 }, (_, at) => at + 1),
    );
    expect((await given.store.createRun(pushOf('coffee'), document, 1_000)).id).toBe('coffee-1');
    expect((await given.store.runs({ project: 'tea', limit: 3 })).map((run) => run.id)).toEqual([
      'tea-20',
      'tea-19',
      'tea-18',
    ]);
  });

  test('a run starts its first steps at once', async () => {
    const run = await given.store.createRun(pushOf('start'), document, 1_000);
    expect(run.steps['LINT']).toMatchObject({ state: 'active', visit: 1, startedAt: 1_000 });
    expect(run.steps['SHIP']).toMatchObject({ state: 'idle' });
    expect(await given.store.versionedRun(run.id)).toEqual({ run, version: 1 });
    expect(await given.store.runEvents(run.id)).toEqual([{ seq: 1, at: 1_000, event: { type: 'started' } }]);
    expect(await given.store.activeRuns()).toContain(run.id);
  });

  test('a push that is delivered twice starts one run, also when both come at once', async () => {
    const push = { ...pushOf('twice'), dedupe: 'push-1' };
    const runs = await Promise.all([1, 2, 3].map((at) => given.store.createRun(push, document, at)));
    expect(runs.map((run) => run.id)).toEqual(['twice-1', 'twice-1', 'twice-1']);
    expect((await given.store.createRun({ ...push, dedupe: 'push-2' }, document, 9)).id).toBe('twice-2');
    expect((await given.store.createRun({ ...push, project: 'other' }, document, 9)).id).toBe('other-1');
  });

  test('a document is kept by its hash, and a document that can not be read leaves nothing behind', async () => {
    const { document: hash } = await given.store.createRun(pushOf('kept'), document, 1_000);
    expect(await given.store.document(hash)).toEqual({ ...document, hash });
    const broken = { fileName: 'delivery.json', text: '{' };
    await expect(given.store.createRun(pushOf('kept'), broken, 1_000)).rejects.toThrow(SyntaxError);
    expect((await given.store.createRun(pushOf('kept'), document, 1_000)).id).toBe('kept-2');
  });

  test('everything is there after a restart', async () => {
    const run = await given.store.createRun(pushOf('restart'), document, 1_000);
    await given.reopen();
    expect(await given.store.run(run.id)).toEqual(run);
    expect(await given.store.deliveryOf(run)).toEqual(JSON.parse(document.text));
  });
});
