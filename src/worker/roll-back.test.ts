import { expect, test } from 'vitest';
import { documentOf, sketchDelivery } from '../../test/support/delivery.ts';
import { eventually } from '../../test/support/eventually.ts';
import { passWith } from '../../test/support/answer-step.ts';
import { shellOn, type GivenShell } from '../../test/support/shell.ts';
import { slotOf } from '../../test/support/step-context.ts';
import { pushOf, storeForFile } from '../../test/support/store.ts';
import { down } from '../../test/support/world.ts';
import { WorldFailure } from '../ports/failure.ts';
import type { Job } from '../store/jobs.ts';
import { rollBack } from './roll-back.ts';

const given = storeForFile();
const unhurried = new AbortController().signal;
/** Jobs are handed out by the clock on the wall. */
const NOW = Date.now();
let environments = 0;

test('traffic is back, verified, the cache dropped, the release banned, the author told, and automation kept away', async () => {
  const { shell, name } = await twoDelivered();
  await ask(shell, name);
  expect(shell.world.weights).toEqual({ blue: 100, green: 0 });
  expect(shell.world.colours.green).toEqual({ state: 'empty' });
  expect(shell.world.callsOf('cdn.invalidate')).toMatchObject([[name, ['/*'], /^rollback:/]]);
  const environment = await given.store.environment(name);
  expect(environment).toMatchObject({ live: slotOf('one', 'blue'), bad: [{ release: { id: 'shop@two' } }] });
  expect(environment.rollback).toBeUndefined();
  expect(environment.hold).toMatchObject({ owner: 'ada', reason: 'errors' });
  expect(shell.world.callsOf('notifier.send')).toMatchObject([
    [
      {
        to: ['author'],
        title: `ada rolled ${name} back: shop@one serves`,
        body: expect.stringMatching(
          /blue 0 %, green 100 %, now blue 100 %, green 0 %, verified.*Marked bad: shop@two/s,
        ) as string,
      },
    ],
  ]);
});

test('the run that holds the environment is cancelled first, and what it still does there is refused', async () => {
  const { shell, name, run } = await canaryBeside();
  const before = await given.store.environment(name);
  await ask(shell, name);
  expect(shell.world.weights).toEqual({ blue: 0, green: 100 });
  for (const { effect, runId } of await handedOut()) {
    if (effect.type === 'deliver' && runId === run) await given.store.advance(run, effect.event, NOW);
  }
  expect(await given.store.run(run)).toMatchObject({
    phase: 'ended',
    ending: 'cancelled',
    endingReason: `${name} is rolled back: errors (ada)`,
  });
  const change = { type: 'went-live', slot: slotOf('three', 'blue', run) } as const;
  await given.store.advanceEnvironment(name, { type: 'changed', runId: run, fence: before.fence, change }, NOW);
  expect((await given.store.environment(name)).live).toEqual(slotOf('two', 'green'));
});

test('a release that no longer runs is started again; the canary in its colour loses its traffic first', async () => {
  const { shell, name } = await canaryBeside();
  shell.world.ports.runtime.launch = async (_, colour, release) =>
    void (shell.world.colours[colour] = { state: 'healthy', release, instances: 1 });
  await ask(shell, name, 'shop@one');
  expect(shell.world.callsOf('router.shift').map(([, change]) => (change as { to: object }).to)).toEqual([
    { blue: 0, green: 100 },
    { blue: 100, green: 0 },
  ]);
  expect(shell.world.colours.blue).toMatchObject({ release: { id: 'shop@one' } });
  expect((await given.store.environment(name)).bad.map(({ release }) => release.id)).toEqual([
    'shop@three',
    'shop@two',
  ]);
});

test('a router that fails is asked again; after a minute people are woken, once, and it goes on', async () => {
  const { shell, name } = await twoDelivered();
  shell.world.fail('router.shift', down('the router'), 3);
  const clock = { at: NOW };
  await ask({ ...shell, now: () => (clock.at += 40_000) }, name);
  expect(shell.world.weights).toEqual({ blue: 100, green: 0 });
  expect(shell.world.callsOf('pager.open')).toMatchObject([
    [{ environment: name, severity: 'critical', title: `${name} could not be rolled back for a minute` }],
  ]);
});

test('an environment without a cache in front is rolled back too', async () => {
  const { shell, name } = await twoDelivered();
  const missing = new WorldFailure({ code: 'cdn-missing', message: 'no cache', hint: '', retry: false });
  shell.world.fail('cdn.invalidate', missing);
  await ask(shell, name);
  expect((await given.store.environment(name)).rollback).toBeUndefined();
});

test('one that a newer rollback has overtaken does nothing', async () => {
  const { shell, name } = await twoDelivered();
  await given.store.advanceEnvironment(name, { type: 'rollback-asked', by: 'ada', reason: 'errors' }, NOW);
  const { fence } = await given.store.environment(name);
  await rollBack(shell, { type: 'roll-back', environment: name, fence: fence - 1 }, unhurried);
  expect(shell.world.calls).toEqual([]);
});

async function ask(shell: GivenShell, name: string, release?: string): Promise<void> {
  const to = release === undefined ? undefined : (await given.store.rollbackPlan(name, release))?.to;
  const asked = { type: 'rollback-asked', by: 'ada', reason: 'errors', ...(to ? { to } : {}) } as const;
  const { fence } = await given.store.advanceEnvironment(name, asked, NOW);
  await rollBack(shell, { type: 'roll-back', environment: name, fence }, unhurried);
}

/** Release one was delivered, then two; both still stand. */
async function twoDelivered() {
  const name = `production-${(environments += 1)}`;
  await deliver(name, 'one', 'blue');
  await deliver(name, 'two', 'green');
  const shell = { ...shellOn(given.store), now: () => NOW };
  shell.world.weights = { blue: 0, green: 100 };
  shell.world.colours.blue = { state: 'healthy', release: slotOf('one', 'blue').release, instances: 1 };
  shell.world.colours.green = { state: 'healthy', release: slotOf('two', 'green').release, instances: 1 };
  return { shell, name };
}

/** And three has 5 % in the place of one. */
async function canaryBeside() {
  const { shell, name } = await twoDelivered();
  const run = (await started(name)).id;
  const canary = slotOf('three', 'blue', run);
  await passWith(given.store, run, 'LIVE', [{ type: 'launched', slot: canary }]);
  await passWith(given.store, run, 'SPLIT', [{ type: 'split', weight: 5 }]);
  shell.world.weights = { blue: 5, green: 95 };
  shell.world.colours.blue = { state: 'healthy', release: canary.release, instances: 1 };
  return { shell, name, run };
}

async function deliver(name: string, commit: string, colour: 'blue' | 'green'): Promise<void> {
  const { id } = await started(name);
  await passWith(given.store, id, 'LIVE', []);
  await passWith(given.store, id, 'SPLIT', [{ type: 'went-live', slot: slotOf(commit, colour) }]);
  await passWith(given.store, id, 'LAST', []);
}

function started(name: string) {
  const use = { environment: { name, access: 'changes' }, publishes: true } as const;
  const last = { environment: { name, access: 'reads' } } as const;
  const delivery = sketchDelivery({ LIVE: use, SPLIT: use, LAST: last }, ['LIVE -> SPLIT', 'SPLIT -> LAST']);
  return given.store.createRun(pushOf('shop'), documentOf(delivery), NOW);
}

/** Everything that is due, taken and done with. */
async function handedOut(): Promise<Omit<Job, 'id'>[]> {
  const jobs: Omit<Job, 'id'>[] = [];
  const marker = await started(`marker-${environments}`);
  const stop = given.store.work(async ({ runId, effect }) => void jobs.push({ runId, effect }));
  await eventually(() => jobs.some(({ runId }) => runId === marker.id));
  await stop();
  return jobs;
}
