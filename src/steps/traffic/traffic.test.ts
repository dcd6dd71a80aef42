import { expect, test } from 'vitest';
import { contextOf, ends, production, slotOf } from '../../../test/support/step-context.ts';
import { newWorld } from '../../../test/support/world.ts';
import { trafficDeclaration, type TrafficSettings } from './declaration.ts';
import { traffic } from './traffic.ts';

const LIVE = slotOf('old', 'blue');
const CANARY = slotOf('new', 'green', 'shop-7');

test.each([5, 50, 99])('%s %% for the canary is lent, and returns to the stable release by itself', async (weight) => {
  const world = bothUp();
  world.weights = { blue: 100, green: 0 };
  const environment = production({ live: LIVE, candidate: { ...CANARY, weight: 0 } });
  const end = ends(await traffic.start(contextOf({ to: 'production', weight }, { world, environment })));
  expect(end.changes).toEqual([{ type: 'split', weight }]);
  expect(world.callsOf('router.shift')).toEqual([
    [
      'production',
      {
        from: { blue: 100, green: 0 },
        to: { blue: 100 - weight, green: weight },
        fence: 4,
        lease: { seconds: 60, stable: { blue: 100, green: 0 } },
      },
    ],
  ]);
});

test('all of it is for good', async () => {
  const world = bothUp();
  world.weights = { blue: 50, green: 50 };
  const environment = production({ live: LIVE, candidate: { ...CANARY, weight: 50 } });
  const context = () => contextOf({ to: 'production', weight: 100 }, { world, environment });
  const once = ends(await traffic.start(context()));
  expect(once.changes).toEqual([{ type: 'went-live', slot: CANARY }]);
  expect(world.callsOf('router.shift')[0]?.[1]).not.toHaveProperty('lease');
  expect(ends(await traffic.check(context()))).toEqual(once);
});

test('a split that can not be read back is not believed', async () => {
  const world = newWorld();
  world.weights = { blue: 100, green: 0 };
  const environment = production({ live: LIVE, candidate: { ...CANARY, weight: 0 } });
  const context = contextOf({ to: 'production', weight: 5 }, { world, environment });
  const deaf = { ...context.ports.router, shift: async () => {} };
  const asked = traffic.start({ ...context, ports: { ...context.ports, router: deaf } });
  await expect(asked).rejects.toMatchObject({ code: 'weights-not-verified', retry: true });
});

test('a first release has everything already', async () => {
  const world = newWorld();
  const environment = production({ live: CANARY });
  const end = ends(await traffic.start(contextOf({ to: 'production', weight: 5 }, { world, environment })));
  expect(end).toMatchObject({ outcome: 'done', reason: 'nothing to split' });
  expect(world.callsOf('router.shift')).toEqual([]);
});

test.each([undefined, LIVE])('without a release of this run there is nothing to shift to', async (live) => {
  const environment = production(live ? { live } : {});
  const end = ends(await traffic.start(contextOf({ to: 'production', weight: 5 }, { environment })));
  expect(end).toMatchObject({
    outcome: 'failed',
    reason: expect.stringContaining('a deploy must come first') as string,
  });
});

test('without a claim it is our bug, and nothing is shifted', async () => {
  const context = contextOf({ to: 'production', weight: 5 });
  await expect(traffic.start(context)).rejects.toThrow('without a claim');
  expect(context.world.calls).toEqual([]);
});

test('how far the evidence may raise it is handed on, and must be more than there is at first', async () => {
  const world = bothUp();
  world.weights = { blue: 100, green: 0 };
  const environment = production({ live: LIVE, candidate: { ...CANARY, weight: 0 } });
  const read = (settings: object) => trafficDeclaration.settings.safeParse({ to: 'production', ...settings });
  const paced = contextOf(read({ weight: '5 %', 'up-to': '50 %' }).data as TrafficSettings, { world, environment });
  expect(ends(await traffic.start(paced)).output).toMatchObject({ weight: 5, upTo: 50 });
  expect(paced.lines[0]).toContain('up to 50 %');
  expect(read({ weight: '5 %', 'up-to': '5 %' }).error?.issues[0]).toMatchObject({ path: ['up-to'] });
});

function bothUp() {
  const world = newWorld();
  world.colours.blue = { state: 'healthy', release: LIVE.release, instances: 1 };
  world.colours.green = { state: 'healthy', release: CANARY.release, instances: 1 };
  return world;
}
