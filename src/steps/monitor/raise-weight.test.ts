import { expect, test } from 'vitest';
import { contextOf, earlier, NOW, production, slotOf, waits } from '../../../test/support/step-context.ts';
import { newWorld, type World } from '../../../test/support/world.ts';
import type { EnvironmentChange } from '../../engine/environment/environment.ts';
import type { Json } from '../../lib/json.ts';
import { monitorDeclaration } from './declaration.ts';
import { monitor } from './monitor.ts';

const SETTINGS = monitorDeclaration.settings.parse({
  of: 'production',
  for: '10m',
  guard: { errors: { margin: '0.5 points' }, latency: { p50: 'off', p99: 'off' } },
  phi: 1,
});
const LIVE = slotOf('old', 'blue');
const CANARY = slotOf('new', 'green', 'shop-7');

test('where the chart lets it, the evidence raises the share step by step, up to what is drawn and no further', async () => {
  const { weights, changes } = await watched(newWorld(), 25);
  expect(weights).toEqual([10, 25]);
  expect(changes).toEqual([
    { type: 'split', weight: 10 },
    { type: 'split', weight: 25 },
  ]);
});

test('each raise is lent, like every canary', async () => {
  const world = newWorld();
  await watched(world, 10);
  expect(world.callsOf('router.shift')).toEqual([
    [
      'production',
      {
        from: { blue: 95, green: 5 },
        to: { blue: 90, green: 10 },
        fence: 4,
        lease: { seconds: 60, stable: { blue: 100, green: 0 } },
      },
    ],
  ]);
});

test('where it does not, nothing is raised', async () => {
  const world = newWorld();
  expect((await watched(world, null)).weights).toEqual([]);
  expect(world.callsOf('router.shift')).toEqual([]);
});

test('a canary that does worse is not shown to more people', async () => {
  expect((await watched(newWorld(), 50, 1)).weights).toEqual([]);
});

test('a call that is repeated after the shift, before its answer was kept, shifts to the same', async () => {
  const world = newWorld();
  const { weights } = await watched(world, 10, 0, true);
  expect(weights).toEqual([10]);
  expect(world.weights).toEqual({ blue: 90, green: 10 });
});

/** Five minutes at 2,000 requests a second, or until the canary is found out. */
async function watched(world: World, upTo: number | null, errors = 0, crashes = false) {
  world.weights = { blue: 95, green: 5 };
  world.colours.blue = { state: 'healthy', release: LIVE.release, instances: 1 };
  world.colours.green = { state: 'healthy', release: CANARY.release, instances: 1 };
  let weight = 5;
  const split = earlier('CANARY', 'done', { kind: 'traffic', environment: 'production', output: { weight: 5, upTo } });
  const context = (second: number, memo?: Json) =>
    contextOf(SETTINGS, {
      world,
      environment: production({ live: LIVE, candidate: { ...CANARY, weight } }),
      earlier: [split],
      now: NOW + second * 1_000,
      ...(memo === undefined ? {} : { memo }),
    });
  const changes: EnvironmentChange[] = [];
  let last = waits(await monitor.start(context(0)));
  for (let second = 1; second <= 300; second++) {
    count(world, 'green', 20 * world.weights.green, errors);
    count(world, 'blue', 20 * world.weights.blue, 0);
    if (crashes) await monitor.check(context(second, last.memo));
    const progress = await monitor.check(context(second, last.memo));
    if (progress.kind !== 'waiting') break;
    last = progress;
    for (const change of progress.changes ?? []) {
      changes.push(change);
      if (change.type === 'split') ({ weight } = change);
    }
  }
  return { changes, weights: changes.flatMap((change) => (change.type === 'split' ? [change.weight] : [])) };
}

function count(world: World, colour: 'blue' | 'green', requests: number, errors: number): void {
  const before = world.counters[colour];
  const [all, failed] = [before.requests + requests, before.errors + errors];
  world.counters[colour] = {
    ...before,
    requests: all,
    errors: failed,
    statuses: { '2xx': all - failed, '5xx': failed },
  };
}
