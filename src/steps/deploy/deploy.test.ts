import { expect, test } from 'vitest';
import {
  contextOf,
  earlier,
  ends,
  NOW,
  production,
  releaseOf,
  slotOf,
  waits,
} from '../../../test/support/step-context.ts';
import { newWorld, type World } from '../../../test/support/world.ts';
import { deploy } from './deploy.ts';

const SETTINGS = { to: 'production', timeout: '5m' };
const OLD = slotOf('old', 'blue');
const NEW = releaseOf('new', 'shop-7');

test('a first release takes all traffic once it is healthy', async () => {
  const world = newWorld();
  const given = { world, environment: production(), release: NEW };
  const started = waits(await deploy.start(contextOf(SETTINGS, given)));
  expect(started).toMatchObject({ message: 'starting shop@new in blue', wakeAt: NOW + 500 });
  world.colours.blue = { state: 'healthy', release: NEW, instances: 1 };
  const end = ends(await deploy.check(contextOf(SETTINGS, { ...given, memo: started.memo })));
  expect(end).toMatchObject({ outcome: 'done', output: { weight: 100, colour: 'blue' } });
  expect(end.changes).toEqual([{ type: 'went-live', slot: { release: NEW, colour: 'blue' } }]);
  expect(world.weights).toEqual({ blue: 100, green: 0 });
});

test('where a traffic step follows, it stands in the idle colour at 0 %', async () => {
  const world = serving();
  world.colours.green = { state: 'healthy', release: NEW, instances: 1 };
  const end = ends(await deploy.start(contextOf(SETTINGS, beside(world, { thenTraffic: true }))));
  expect(end.changes).toEqual([{ type: 'launched', slot: { release: NEW, colour: 'green' } }]);
  expect(world.callsOf('router.shift')).toEqual([]);
});

test('asked twice with the same key, it launches once and shifts to the same weights', async () => {
  const world = serving();
  await deploy.start(contextOf(SETTINGS, beside(world)));
  const again = waits(await deploy.start(contextOf(SETTINGS, beside(world))));
  expect(world.callsOf('runtime.launch')).toHaveLength(1);
  world.colours.green = { state: 'healthy', release: NEW, instances: 1 };
  const once = ends(await deploy.check(contextOf(SETTINGS, beside(world, { memo: again.memo }))));
  const twice = ends(await deploy.check(contextOf(SETTINGS, beside(world, { memo: again.memo }))));
  expect(twice).toEqual(once);
  expect(world.weights).toEqual({ blue: 0, green: 100 });
});

test('a release that was rolled back is refused, whatever it is called now', async () => {
  const world = serving();
  const bad = { ...NEW, id: 'shop@other-name' };
  const environment = production({ live: OLD, bad: [{ release: bad, reason: 'errors', at: NOW }] });
  const end = ends(await deploy.start(contextOf(SETTINGS, { ...beside(world), environment })));
  expect(end).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('rolled back') as string });
  expect(world.callsOf('runtime.launch')).toEqual([]);
});

test('a commit without the live one in its past is refused', async () => {
  const world = serving();
  world.ancestors.clear();
  const end = ends(await deploy.start(contextOf(SETTINGS, beside(world))));
  expect(end).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('would undo shop@old') as string });
  expect(world.callsOf('runtime.launch')).toEqual([]);
});

test('without an image there is nothing to deploy', async () => {
  const end = ends(await deploy.start(contextOf(SETTINGS, { environment: production() })));
  expect(end).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('no image') as string });
});

test('one that is not healthy in time, or fails, could not be deployed; the live one keeps its traffic', async () => {
  const world = serving();
  const started = waits(await deploy.start(contextOf(SETTINGS, beside(world))));
  const away = waits(
    await deploy.check(contextOf(SETTINGS, beside(world, { memo: started.memo, now: NOW + 300_000 }))),
  );
  expect(away.memo).toMatchObject({ waitedMs: 5_000 });
  const waited = { ...(started.memo as object), lookedAt: NOW, waitedMs: 299_500 };
  const late = beside(world, { memo: waited, now: NOW + 500 });
  await expect(deploy.check(contextOf(SETTINGS, late))).rejects.toMatchObject({ code: 'release-slow', retry: false });
  world.colours.green = { state: 'failed', release: NEW, detail: 'boom at line 3' };
  const failed = deploy.check(contextOf(SETTINGS, beside(world, { memo: started.memo })));
  await expect(failed).rejects.toMatchObject({ code: 'release-unhealthy', message: /boom at line 3/ });
  expect(world.weights).toEqual({ blue: 100, green: 0 });
});

test('weights that somebody else has set stop it', async () => {
  const world = serving();
  world.weights = { blue: 70, green: 30 };
  world.colours.green = { state: 'healthy', release: NEW, instances: 1 };
  await expect(deploy.start(contextOf(SETTINGS, beside(world)))).rejects.toMatchObject({ code: 'weights-surprise' });
  expect(world.weights).toEqual({ blue: 70, green: 30 });
});

test('and so does traffic that somebody gave to the idle colour, before anything is started there', async () => {
  const world = serving();
  world.weights = { blue: 0, green: 100 };
  const canary = deploy.start(contextOf(SETTINGS, beside(world, { thenTraffic: true })));
  await expect(canary).rejects.toMatchObject({ code: 'weights-surprise' });
  expect(world.callsOf('runtime.launch')).toEqual([]);
});

test('its own shift, cut short by a crash, is no surprise', async () => {
  const world = serving();
  world.colours.green = { state: 'healthy', release: NEW, instances: 1 };
  const once = ends(await deploy.start(contextOf(SETTINGS, beside(world))));
  expect(ends(await deploy.start(contextOf(SETTINGS, beside(world))))).toEqual(once);
});

test('tried again, it finds its own release live and leaves it where it is', async () => {
  const world = newWorld();
  world.weights = { blue: 100, green: 0 };
  world.colours.blue = { state: 'healthy', release: NEW, instances: 1 };
  world.ancestors.add('new c0ffee1234567890');
  const environment = production({ live: { release: NEW, colour: 'blue' } });
  const end = ends(await deploy.start(contextOf(SETTINGS, { world, environment, release: NEW, thenTraffic: true })));
  expect(end.changes).toEqual([{ type: 'went-live', slot: { release: NEW, colour: 'blue' } }]);
  expect(world.callsOf('runtime.launch')).toEqual([]);
  expect(world.weights).toEqual({ blue: 100, green: 0 });
});

test('what would undo the live release passes only where a reviewer accepted exactly that', async () => {
  const world = serving();
  world.ancestors.clear();
  world.colours.green = { state: 'healthy', release: NEW, instances: 1 };
  const bound = { environment: 'production', document: 'd1', live: 'shop=sha256:old', release: 'shop=sha256:new' };
  const after = async (more: object) => {
    const approval = earlier('ASK', 'approved', { bound: { ...bound, ...more } });
    return ends(await deploy.start(contextOf(SETTINGS, beside(world, { thenTraffic: true, earlier: [approval] }))))
      .outcome;
  };
  expect(await after({})).toBe('failed');
  expect(await after({ acceptsOutdated: true, live: 'shop=sha256:older' })).toBe('failed');
  expect(await after({ acceptsOutdated: true, release: 'shop=sha256:other' })).toBe('failed');
  expect(await after({ acceptsOutdated: true, environment: 'staging' })).toBe('failed');
  expect(await after({ acceptsOutdated: true })).toBe('done');
});

function serving(): World {
  const world = newWorld();
  world.weights = { blue: 100, green: 0 };
  world.colours.blue = { state: 'healthy', release: OLD.release, instances: 1 };
  world.ancestors.add('old c0ffee1234567890');
  return world;
}

function beside(world: World, more: Parameters<typeof contextOf>[1] = {}) {
  return { world, environment: production({ live: OLD, lastGood: OLD }), release: NEW, ...more };
}
