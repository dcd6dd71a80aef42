import { expect, test } from 'vitest';
import { answerStep, endStepOf, passWith } from '../../test/support/answer-step.ts';
import { documentOf, sketchDelivery } from '../../test/support/delivery.ts';
import { eventually } from '../../test/support/eventually.ts';
import { onEveryDatabase, pushOf, type GivenStore } from '../../test/support/store.ts';
import type { Slot } from '../engine/environment/environment.ts';
import type { RunEvent } from '../engine/event.ts';
import type { Change } from './changes.ts';
import type { Job } from './jobs.ts';

/** A deploy into `environment` between two steps that use none. */
const deployTo = (environment: string) =>
  documentOf(
    sketchDelivery(
      { TEST: {}, DEPLOY: { environment: { name: environment, access: 'changes' }, rollout: 'deploy' }, TELL: {} },
      ['TEST -> DEPLOY', 'DEPLOY -> TELL'],
    ),
  );

const slot = (colour: 'blue' | 'green', runId: string): Slot => ({
  colour,
  release: { id: `r-${runId}`, services: { shop: `sha256:${runId}` }, commit: 'a1b2c3d', runId },
});

onEveryDatabase((given) => {
  test('an event for a run that is not there is told so', async () => {
    expect(await given.store.advance('nobody-1', { type: 'started' }, 1)).toBeUndefined();
    expect(await given.store.run('nobody-1')).toBeUndefined();
    expect(await given.store.rebuildRun('nobody-1')).toBeUndefined();
  });

  test('an event that comes late or twice changes nothing and is not logged', async () => {
    const { id } = await given.store.createRun(pushOf('late'), deployTo('late'), 1_000);
    const pass: RunEvent = {
      type: 'progressed',
      node: 'TEST',
      visit: 1,
      look: 1,
      progress: { kind: 'ended', outcome: 'pass' },
    };
    const once = await given.store.advance(id, pass, 2_000);
    const changes = listen(given);
    expect(await given.store.advance(id, pass, 3_000)).toEqual(once);
    expect(await given.store.advance(id, { type: 'woken', node: 'TEST', visit: 1, look: 1 }, 3_000)).toEqual(once);
    expect(changes).toEqual([]);
    // Started, passed, and the grant that was decided in the same transaction.
    expect((await given.store.runEvents(id)).map(({ event }) => event.type)).toEqual([
      'started',
      'progressed',
      'claim-granted',
    ]);
  });

  test('a free environment is claimed in the same transaction, and the deploy is told of once', async () => {
    const { id } = await given.store.createRun(pushOf('free'), deployTo('free'), 1_000);
    const changes = listen(given);
    const run = await endStepOf(given.store, id, 'TEST', 'pass');
    expect(run.claims['free']).toMatchObject({ state: 'held', fence: 1 });
    expect(run.steps['DEPLOY']).toMatchObject({ state: 'active', look: 1 });
    expect((await given.store.environment('free')).claim).toMatchObject({ runId: id, fence: 1, since: 2_000 });
    expect(changes).toEqual([
      { type: 'run', id, version: 3 },
      { type: 'environment', id: 'free', version: 1 },
    ]);
  });

  test('a second run waits in the open, and is granted the environment by a job once the first has let go', async () => {
    const first = await given.store.createRun(pushOf('queue'), deployTo('queue'), 1_000);
    const second = await given.store.createRun(pushOf('queue'), deployTo('queue'), 1_000);
    await endStepOf(given.store, first.id, 'TEST', 'pass');
    const waiting = await endStepOf(given.store, second.id, 'TEST', 'pass');
    expect(waiting.steps['DEPLOY']).toMatchObject({ state: 'claiming', message: 'waits for queue' });
    expect((await given.store.environment('queue')).queue).toMatchObject([{ runId: second.id, since: 2_000 }]);

    await passWith(given.store, first.id, 'DEPLOY', [
      { type: 'launched', slot: slot('green', first.id) },
      { type: 'went-live', slot: slot('green', first.id) },
    ]);
    const environment = await given.store.environment('queue');
    expect(environment).toMatchObject({ live: slot('green', first.id), lastGood: slot('green', first.id) });
    expect(environment.claim).toMatchObject({ runId: second.id, fence: 2 });

    const jobs = await jobsHandedOut(given);
    expect(jobs).toContainEqual({
      runId: second.id,
      effect: {
        type: 'deliver',
        event: {
          type: 'claim-granted',
          environment: 'queue',
          fence: 2,
          live: { key: expect.any(String) as string, runId: first.id },
        },
      },
    });
    expect(jobs).toContainEqual({
      runId: first.id,
      effect: { type: 'retire', environment: 'queue', colour: 'blue', fence: 1 },
    });
    await given.store.advance(second.id, { type: 'claim-granted', environment: 'queue', fence: 2 }, 3_000);
    expect((await given.store.run(second.id))?.steps['DEPLOY']).toMatchObject({ state: 'active' });
  });

  test('a grant that the environment has taken back since is not taken for one', async () => {
    const first = await given.store.createRun(pushOf('stale'), deployTo('stale'), 1_000);
    const second = await given.store.createRun(pushOf('stale'), deployTo('stale'), 1_000);
    await endStepOf(given.store, first.id, 'TEST', 'pass');
    await endStepOf(given.store, second.id, 'TEST', 'pass');
    await given.store.advance(second.id, { type: 'claim-granted', environment: 'stale', fence: 1 }, 3_000);
    expect((await given.store.run(second.id))?.claims['stale']).toMatchObject({ state: 'waiting' });
    await given.store.advance(second.id, { type: 'claim-granted', environment: 'elsewhere', fence: 1 }, 3_000);
    expect((await given.store.run(second.id))?.claims).not.toHaveProperty('elsewhere');
  });

  test('what a command prints is stored whatever it is', async () => {
    const { id } = await given.store.createRun(pushOf('bytes'), deployTo('bytes'), 1_000);
    const output = { text: 'nul \0 half \ud800 quote " \\ {a,b} 茶 🍵' };
    await answerStep(given.store, id, 'TEST', { kind: 'ended', outcome: 'pass', reason: 'nul \0', output }, 2_000);
    expect((await given.store.run(id))?.steps['TEST']).toMatchObject({ output, reason: 'nul \0' });
    expect(await given.store.rebuildRun(id)).toEqual(await given.store.run(id));
  });

  test('an environment is locked and unlocked, and a lock that ends by itself lets the queue move on', async () => {
    const { store } = given;
    await store.advanceEnvironment('locked', { type: 'locked', owner: 'ada', reason: 'audit' }, 1_000);
    const { id } = await store.createRun(pushOf('lock'), deployTo('locked'), 1_000);
    await endStepOf(store, id, 'TEST', 'pass');
    expect((await store.environment('locked')).claim).toBeUndefined();
    const until = Date.now() + 30;
    await store.advanceEnvironment('locked', { type: 'locked', owner: 'ada', reason: 'audit', until }, Date.now());
    const stop = store.work(async ({ runId, effect }) => {
      if (effect.type === 'deliver') await store.advance(runId, effect.event, Date.now());
    });
    await eventually(async () => (await store.run(id))?.steps['DEPLOY']?.state === 'active');
    await stop();
    expect(await store.environment('locked')).toMatchObject({ claim: { runId: id } });
    expect((await store.environment('locked')).lock).toBeUndefined();
    expect((await store.environmentEvents('locked')).at(-1)?.event).toEqual({ type: 'unlocked', by: 'its expiry' });
    expect(await store.rebuildEnvironment('locked')).toEqual(await store.environment('locked'));
  });

  test('many events for one run at once are decided one after the other', async () => {
    const names = Array.from({ length: 12 }, (_, at) => `S${at}`);
    const document = documentOf(sketchDelivery(Object.fromEntries(names.map((name) => [name, {}])), []));
    const { id } = await given.store.createRun(pushOf('crowd'), document, 1_000);
    const passes = names.map((node): RunEvent => ({
      type: 'progressed',
      node,
      visit: 1,
      look: 1,
      progress: { kind: 'ended', outcome: 'pass' },
    }));
    await Promise.all([...passes, ...passes].map((event) => given.store.advance(id, event, 2_000)));
    expect(await given.store.versionedRun(id)).toMatchObject({
      version: 13,
      run: { phase: 'ended', ending: 'checked' },
    });
    expect(await given.store.rebuildRun(id)).toEqual(await given.store.run(id));
  });

  test('an entry of the inbox is kept once', async () => {
    const changes = listen(given);
    const entry = {
      kind: 'notice',
      at: 5,
      runId: 'tea-1',
      to: ['author'],
      tone: 'bad',
      title: 'UNIT failed',
      body: '',
      evidence: [],
    } as const;
    for (const key of ['a', 'a', 'b']) await given.store.addToInbox({ ...entry, to: ['author'], evidence: [] }, key, 5);
    const items = await given.store.inbox(10);
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject(entry);
    expect(changes.map(({ type, id }) => [type, id])).toEqual(items.map(({ id }) => ['inbox', String(id)]).reverse());
    expect(await given.store.inboxItem(items[1]?.id ?? 0)).toEqual(items[1]);
  });

  test('a listener that throws keeps nobody else from hearing, and undoes nothing', async () => {
    const stop = given.store.onChange(() => {
      throw new Error('deaf');
    });
    const changes = listen(given);
    const { id } = await given.store.createRun(pushOf('deaf'), deployTo('deaf'), 1_000);
    stop();
    expect(changes).toEqual([{ type: 'run', id, version: 1 }]);
    expect(given.reports.at(-1)).toMatchObject({ about: 'a listener of the store', error: { message: 'deaf' } });
  });
});

function listen(given: GivenStore): Change[] {
  const changes: Change[] = [];
  given.store.onChange((change) => void changes.push(change));
  return changes;
}

/** Everything that is due now, taken and done with. */
async function jobsHandedOut(given: GivenStore): Promise<Omit<Job, 'id'>[]> {
  const jobs: Omit<Job, 'id'>[] = [];
  const marker = await given.store.createRun(pushOf('marker'), deployTo('marker'), Date.now());
  const stop = given.store.work(async ({ runId, effect }) => void jobs.push({ runId, effect }));
  await eventually(() => jobs.some(({ runId }) => runId === marker.id));
  await stop();
  return jobs;
}
