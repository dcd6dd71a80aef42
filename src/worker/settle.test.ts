import { expect, test } from 'vitest';
import { documentOf, sketchDelivery } from '../../test/support/delivery.ts';
import { passWith } from '../../test/support/answer-step.ts';
import { shellOn } from '../../test/support/shell.ts';
import { NOW, slotOf } from '../../test/support/step-context.ts';
import { pushOf, storeForFile } from '../../test/support/store.ts';
import { down } from '../../test/support/world.ts';
import { buryJob } from './bury-job.ts';
import { retire, settle } from './settle.ts';

const given = storeForFile();
const unhurried = new AbortController().signal;
const LIVE = slotOf('old', 'blue');
let environments = 0;

test('what a stopped run left between two releases is brought back, verified, and the run told', async () => {
  const { shell, run, environment, fence } = await stoppedHalfWay();
  await settle(shell, run.id, { type: 'settle', environment, fence }, unhurried);
  expect(shell.world.weights).toEqual({ blue: 100, green: 0 });
  expect(shell.world.colours.green).toEqual({ state: 'empty' });
  expect(await given.store.run(run.id)).toMatchObject({ phase: 'ended', ending: 'cancelled' });
  expect((await given.store.environment(environment)).claim).toBeUndefined();
});

test('a repeat, another run or an older claim moves nothing', async () => {
  const { shell, run, environment, fence } = await stoppedHalfWay();
  await settle(shell, 'shop-999', { type: 'settle', environment, fence }, unhurried);
  await settle(shell, run.id, { type: 'settle', environment, fence: fence - 1 }, unhurried);
  expect(shell.world.calls).toEqual([]);
  await settle(shell, run.id, { type: 'settle', environment, fence }, unhurried);
  const before = shell.world.calls.length;
  await settle(shell, run.id, { type: 'settle', environment, fence }, unhurried);
  expect(shell.world.calls).toHaveLength(before);
});

test('a failing router leaves the run settling, for the next try', async () => {
  const { shell, run, environment, fence } = await stoppedHalfWay();
  shell.world.fail('router.shift', down('the router'));
  const effect = { type: 'settle', environment, fence } as const;
  await expect(settle(shell, run.id, effect, unhurried)).rejects.toMatchObject({ code: 'down' });
  expect(await given.store.run(run.id)).toMatchObject({ phase: 'settling' });
  await settle(shell, run.id, effect, unhurried);
  expect(await given.store.run(run.id)).toMatchObject({ phase: 'ended' });
});

test('a stopping worker lets go of it while the stable release comes up', async () => {
  const { shell, run, environment, fence } = await stoppedHalfWay();
  shell.world.colours.blue = { state: 'empty' };
  const stopping = AbortSignal.abort();
  await expect(settle(shell, run.id, { type: 'settle', environment, fence }, stopping)).rejects.toThrow('aborted');
  expect(shell.world.callsOf('runtime.launch')).toHaveLength(1);
  expect(shell.world.weights).toEqual({ blue: 50, green: 50 });
});

test('one that failed too often wakes people', async () => {
  const { shell, run, environment, fence } = await stoppedHalfWay();
  await buryJob(shell, { id: 1, runId: run.id, effect: { type: 'settle', environment, fence } }, down('the router'));
  expect(shell.world.callsOf('pager.open')).toMatchObject([
    [{ environment, severity: 'critical', title: `${environment} could not be brought back to its stable release` }],
  ]);
});

test('and is tried again even where they can not be woken', async () => {
  const { shell, run, environment, fence } = await stoppedHalfWay();
  const revived: number[] = [];
  const store = { ...given.store, reviveJob: async (id: number) => revived.push(id) > 0 };
  shell.world.fail('pager.open', down('the pager'));
  const job = { id: 9, runId: run.id, effect: { type: 'settle', environment, fence } } as const;
  await expect(buryJob({ ...shell, store }, job, down('the router'))).rejects.toMatchObject({ code: 'down' });
  expect(revived).toEqual([9]);
});

test('only a colour that serves nothing is retired, and not by an older claim', async () => {
  const { shell, environment, fence } = await stoppedHalfWay();
  const effect = { type: 'retire', environment, fence } as const;
  await retire(shell, { ...effect, colour: 'blue' });
  await retire(shell, { ...effect, colour: 'green' });
  expect(shell.world.callsOf('runtime.retire')).toEqual([]);
  const idle = shellOn(given.store);
  await retire(idle, { type: 'retire', environment: 'unused', colour: 'green', fence: 0 });
  expect(idle.world.callsOf('runtime.retire')).toEqual([['unused', 'green']]);
  await given.store.advanceEnvironment('unused', { type: 'claim-requested', runId: 'shop-1' }, NOW);
  await retire(idle, { type: 'retire', environment: 'unused', colour: 'green', fence: 0 });
  expect(idle.world.callsOf('runtime.retire')).toHaveLength(1);
});

/** A run that was cancelled with its canary at 50 %. */
async function stoppedHalfWay() {
  const environment = `production-${(environments += 1)}`;
  const use = { environment: { name: environment, access: 'changes' }, publishes: true } as const;
  const delivery = sketchDelivery({ LIVE: use, SPLIT: use, LAST: use }, ['LIVE -> SPLIT', 'SPLIT -> LAST']);
  const run = await given.store.createRun(pushOf('shop'), documentOf(delivery), NOW);
  const candidate = slotOf('new', 'green', run.id);
  await passWith(given.store, run.id, 'LIVE', [
    { type: 'went-live', slot: LIVE },
    { type: 'launched', slot: candidate },
  ]);
  await passWith(given.store, run.id, 'SPLIT', [{ type: 'split', weight: 50 }]);
  await given.store.advance(run.id, { type: 'stopped', ending: 'cancelled', by: 'ada', reason: 'no' }, NOW);
  const shell = shellOn(given.store);
  shell.world.weights = { blue: 50, green: 50 };
  shell.world.colours.blue = { state: 'healthy', release: LIVE.release, instances: 1 };
  shell.world.colours.green = { state: 'healthy', release: candidate.release, instances: 1 };
  const { claim } = await given.store.environment(environment);
  return { shell, run, environment, fence: claim?.fence ?? 0 };
}
