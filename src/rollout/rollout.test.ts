import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { production, releaseOf, slotOf } from '../../test/support/step-context.ts';
import { newWorld, type World } from '../../test/support/world.ts';
import { bringUp, returnTo } from './return-to.ts';
import { shiftTraffic } from './shift-traffic.ts';
import { expectedWeights, otherColour, sameWeights, share } from './weights.ts';

const STABLE = slotOf('old', 'blue');
const WHERE = { environment: 'production', fence: 4 };

describe('weights', () => {
  test('two colours share everything', () => {
    fc.assert(
      fc.property(fc.constantFrom('blue', 'green'), fc.integer({ min: 0, max: 100 }), (colour, percent) => {
        const weights = share(colour, percent);
        expect(weights.blue + weights.green).toBe(100);
        expect(weights[colour]).toBe(percent);
        expect(sameWeights(weights, share(otherColour(colour), 100 - percent))).toBe(true);
      }),
    );
  });

  test('an environment should split as was verified last', () => {
    expect(expectedWeights(production())).toEqual({ blue: 0, green: 0 });
    expect(expectedWeights(production({ live: STABLE }))).toEqual({ blue: 100, green: 0 });
    const candidate = { ...slotOf('new', 'green'), weight: 5 };
    expect(expectedWeights(production({ live: STABLE, candidate }))).toEqual({ blue: 95, green: 5 });
  });
});

describe('a shift', () => {
  test('is read back from the router', async () => {
    const { ports } = bothUp();
    const deaf = { ...ports.router, shift: async () => {} };
    const change = { from: share('blue', 50), to: share('blue', 100), fence: 1 };
    await expect(shiftTraffic({ ...ports, router: deaf }, 'production', change)).rejects.toMatchObject({
      code: 'weights-not-verified',
      message: 'production should split blue 100 %, green 0 % and splits blue 50 %, green 50 %.',
    });
    await shiftTraffic(ports, 'production', change);
  });

  test('finds a change by somebody else, names it, and changes nothing', async () => {
    const world = bothUp();
    world.weights = share('blue', 70);
    const change = { from: share('blue', 95), to: share('blue', 0), fence: 1 };
    await expect(shiftTraffic(world.ports, 'production', change)).rejects.toMatchObject({
      code: 'weights-surprise',
      message:
        'Somebody changed the traffic of production: it splits blue 70 %, green 30 %, where blue 95 %, green 5 % was left.',
    });
    expect(world.callsOf('router.shift')).toEqual([]);
  });

  test('that was cut short by a crash is no surprise', async () => {
    const world = bothUp();
    world.weights = share('blue', 0);
    await shiftTraffic(world.ports, 'production', { from: share('blue', 95), to: share('blue', 0), fence: 1 });
    expect(world.weights).toEqual(share('blue', 0));
  });

  test('is not done before what takes the traffic is healthy', async () => {
    const world = bothUp();
    world.colours.green = { state: 'failed', release: releaseOf('new'), detail: 'out of memory' };
    const change = { from: share('blue', 50), to: share('blue', 0), fence: 1 };
    await expect(shiftTraffic(world.ports, 'production', change)).rejects.toMatchObject({
      code: 'colour-not-healthy',
      message: /out of memory/,
    });
  });
});

describe('the way back', () => {
  test.each([share('blue', 0), share('blue', 37), share('blue', 100)])(
    'leads from %o to stable alone',
    async (weights) => {
      const world = bothUp();
      world.weights = weights;
      expect(await back(world)).toBe('done');
      expect(await back(world)).toBe('done');
      expect(world.weights).toEqual(share('blue', 100));
      expect(world.colours.green.state).toBe('empty');
      expect(world.colours.blue.state).toBe('healthy');
    },
  );

  test('without a stable release leads to nothing at all', async () => {
    const world = bothUp();
    expect(await returnTo(undefined, { ...WHERE, ...world.ports })).toBe('done');
    expect(world.weights).toEqual({ blue: 0, green: 0 });
    expect([world.colours.blue.state, world.colours.green.state]).toEqual(['empty', 'empty']);
  });

  test('moves nothing while stable is not there, and stops nothing before the traffic has moved', async () => {
    const world = bothUp();
    world.colours.blue = { state: 'healthy', release: releaseOf('stranger'), instances: 1 };
    expect(await back(world)).toBe('starting');
    expect(await back(world)).toBe('starting');
    expect(world.weights).toEqual(share('blue', 50));
    expect(world.colours.green.state).toBe('healthy');
    world.colours.blue = { state: 'healthy', release: STABLE.release, instances: 1 };
    await back(world);
    const order = world.calls
      .map(({ name }) => name)
      .filter((name) => name === 'router.shift' || name === 'runtime.retire');
    expect(order).toEqual(['router.shift', 'runtime.retire']);
  });
});

test('a release that failed on its way up is told with its last words', async () => {
  const world = bothUp();
  world.colours.green = { state: 'failed', release: releaseOf('new'), detail: 'no such table' };
  const place = { release: releaseOf('new'), colour: 'green' as const };
  const asked = bringUp(world.ports.runtime, 'production', place);
  await expect(asked).rejects.toMatchObject({ code: 'release-unhealthy', message: /no such table/ });
  expect(world.callsOf('runtime.launch')).toEqual([]);
});

function bothUp(): World {
  const world = newWorld();
  world.weights = share('blue', 50);
  world.colours.blue = { state: 'healthy', release: STABLE.release, instances: 1 };
  world.colours.green = { state: 'healthy', release: releaseOf('new'), instances: 1 };
  return world;
}

function back(world: World) {
  return returnTo(STABLE, { ...WHERE, ...world.ports });
}
