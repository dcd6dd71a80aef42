import { expect, test } from 'vitest';
import type { Environment } from '../../engine/environment/environment.ts';
import { contextOf, earlier, ends, NOW, production, slotOf, waits } from '../../../test/support/step-context.ts';
import { down, newWorld, type World } from '../../../test/support/world.ts';
import { rollback } from './rollback.ts';

const SETTINGS = { of: 'production' };
const GOOD = slotOf('good', 'blue');
const CANARY = slotOf('bad', 'green', 'shop-7');
const SPLIT = production({ live: GOOD, lastGood: GOOD, candidate: { ...CANARY, weight: 50 } });

test('all traffic is back, verified, the cache dropped and the release banned', async () => {
  const world = canaryAt50();
  const anomaly = earlier('WATCH', 'anomaly', { way: 'failure', reason: 'errors rose' });
  const end = ends(
    await rollback.start(contextOf(SETTINGS, of(world, SPLIT, { earlier: [anomaly], causes: ['WATCH'] }))),
  );
  expect(end.reason).toBe('production serves shop@good again, verified.');
  expect(end.changes).toEqual([{ type: 'restored', reason: 'errors rose', slot: GOOD, bad: CANARY.release }]);
  expect(world.weights).toEqual({ blue: 100, green: 0 });
  expect(world.colours.green).toEqual({ state: 'empty' });
  expect(world.callsOf('cdn.invalidate')).toEqual([['production', ['/*'], 'shop-7:STEP:1']]);
});

test('it takes over whatever the weights are', async () => {
  const world = canaryAt50();
  world.weights = { blue: 13, green: 87 };
  ends(await rollback.start(contextOf(SETTINGS, of(world, SPLIT))));
  expect(world.weights).toEqual({ blue: 100, green: 0 });
});

test('a router that fails again and again is asked again and again; after a minute people are woken, once', async () => {
  const world = canaryAt50();
  world.fail('router.shift', down('the router'), 5);
  const wokenAfter: number[] = [];
  let last = waits(await rollback.start(contextOf(SETTINGS, of(world, SPLIT))));
  for (const seconds of [1, 59, 60, 61]) {
    const context = contextOf(SETTINGS, of(world, SPLIT, { memo: last.memo, now: NOW + seconds * 1_000 }));
    last = waits(await rollback.check(context));
    expect(last).toMatchObject({ message: 'the router is down. Tries again.', wakeAt: context.now + 500 });
    wokenAfter.push(world.callsOf('pager.open').length);
  }
  expect(wokenAfter).toEqual([0, 0, 1, 1]);
  expect(world.callsOf('pager.open')[0]?.[0]).toMatchObject({
    key: 'shop:production:shop-7',
    severity: 'critical',
    body: 'the router is down. Wait.',
  });
  const end = ends(await rollback.check(contextOf(SETTINGS, of(world, SPLIT, { memo: last.memo, now: NOW + 90_000 }))));
  expect(end.changes).toMatchObject([{ type: 'restored', bad: CANARY.release }]);
});

test.each(['runtime.status', 'runtime.retire', 'router.weights', 'cdn.invalidate'] as const)(
  'a failing %s does not end it',
  async (call) => {
    const world = canaryAt50();
    world.fail(call, down(call));
    const first = waits(await rollback.start(contextOf(SETTINGS, of(world, SPLIT))));
    ends(await rollback.check(contextOf(SETTINGS, of(world, SPLIT, { memo: first.memo }))));
    expect(world.weights).toEqual({ blue: 100, green: 0 });
  },
);

test('a pager that is down keeps no traffic from coming back, and is tried again', async () => {
  const world = canaryAt50();
  world.fail('router.shift', down('the router'), 3);
  world.fail('pager.open', down('the pager'), 1);
  const { memo } = waits(await rollback.start(contextOf(SETTINGS, of(world, SPLIT))));
  const unheard = contextOf(SETTINGS, of(world, SPLIT, { memo, now: NOW + 60_000 }));
  const next = waits(await rollback.check(unheard));
  expect(unheard.lines).toContain('nobody could be woken: the pager is down.');
  const heard = waits(
    await rollback.check(contextOf(SETTINGS, of(world, SPLIT, { memo: next.memo, now: NOW + 61_000 }))),
  );
  expect(world.callsOf('pager.open')).toHaveLength(1);
  ends(await rollback.check(contextOf(SETTINGS, of(world, SPLIT, { memo: heard.memo, now: NOW + 62_000 }))));
});

test.each(['empty', 'failed'] as const)('a stable release that is %s is started anew', async (state) => {
  const world = canaryAt50();
  world.colours.blue = state === 'empty' ? { state } : { state, release: GOOD.release, detail: 'out of memory' };
  const first = waits(await rollback.start(contextOf(SETTINGS, of(world, SPLIT))));
  expect(first.message).toBe('starting shop@good again');
  expect(world.callsOf('runtime.launch')).toEqual([['production', 'blue', GOOD.release]]);
  const late = waits(
    await rollback.check(contextOf(SETTINGS, of(world, SPLIT, { memo: first.memo, now: NOW + 60_000 }))),
  );
  expect(world.callsOf('pager.open')).toHaveLength(1);
  world.colours.blue = { state: 'healthy', release: GOOD.release, instances: 1 };
  ends(await rollback.check(contextOf(SETTINGS, of(world, SPLIT, { memo: late.memo }))));
});

test('repeated after a crash it says the same and shifts nothing further', async () => {
  const world = canaryAt50();
  const once = ends(await rollback.start(contextOf(SETTINGS, of(world, SPLIT))));
  expect(ends(await rollback.start(contextOf(SETTINGS, of(world, SPLIT))))).toEqual(once);
  expect(world.weights).toEqual({ blue: 100, green: 0 });
  const keys = world.callsOf('cdn.invalidate').map(([, , key]) => key);
  expect(new Set(keys).size).toBe(1);
});

test('after a first release nothing serves, and the release is banned', async () => {
  const world = newWorld();
  world.weights = { blue: 0, green: 100 };
  world.colours.green = { state: 'healthy', release: CANARY.release, instances: 1 };
  const end = ends(await rollback.start(contextOf(SETTINGS, of(world, production({ live: CANARY })))));
  expect(end.reason).toBe('production had no release before; nothing serves now.');
  expect(end.changes).toMatchObject([{ type: 'restored', bad: CANARY.release }]);
  expect(world.weights).toEqual({ blue: 0, green: 0 });
  expect(world.colours.green).toEqual({ state: 'empty' });
});

test('a release of an earlier run that has not passed keeps serving where this run put nothing there', async () => {
  const world = canaryAt50();
  world.weights = { blue: 100, green: 0 };
  const end = ends(await rollback.start(contextOf(SETTINGS, of(world, production({ live: GOOD })))));
  expect(end.changes).toEqual([{ type: 'restored', reason: 'asked for by the chart', slot: GOOD }]);
  expect(world.weights).toEqual({ blue: 100, green: 0 });
});

test('a bug of ours is not taken for a failure of the world', async () => {
  const context = contextOf(SETTINGS);
  await expect(rollback.start(context)).rejects.toThrow('without a claim');
});

function canaryAt50(): World {
  const world = newWorld();
  world.weights = { blue: 50, green: 50 };
  world.colours.blue = { state: 'healthy', release: GOOD.release, instances: 1 };
  world.colours.green = { state: 'healthy', release: CANARY.release, instances: 1 };
  return world;
}

function of(world: World, environment: Environment, more: Parameters<typeof contextOf>[1] = {}) {
  return { world, environment, ...more };
}
