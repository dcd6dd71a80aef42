import { expect, test } from 'vitest';
import { contextOf, ends, NOW, production, slotOf, waits } from '../../../test/support/step-context.ts';
import { newWorld, noTraffic, type World } from '../../../test/support/world.ts';
import type { Counters } from '../../ports/router.ts';
import { monitorDeclaration } from './declaration.ts';
import { monitor } from './monitor.ts';

const SETTINGS = monitorDeclaration.settings.parse({ of: 'production', for: '30s', 'at-most': '90s', 'warm-up': '0s' });
const LIVE = slotOf('old', 'blue');
const CANARY = { ...slotOf('new', 'green', 'shop-7'), weight: 50 };
const SPLIT = production({ live: LIVE, candidate: CANARY });

test('a canary that answers errors is an anomaly, with the numbers as evidence', async () => {
  const world = split();
  const end = await watch(world, (colour) => ({ requests: 100, errors: colour === 'green' ? 40 : 0 }), 60);
  expect(end.outcome).toBe('anomaly');
  expect(end.evidence?.[0]).toMatchObject({
    metric: 'errors',
    decision: 'anomaly',
    facts: { canary: { rate: 0.4 }, baseline: { errors: 0 } },
  });
  expect(end.reason).toMatch(/\d/);
});

test('every tick is kept, enough to judge again', async () => {
  const world = split();
  await watch(world, (colour) => ({ requests: 100, errors: colour === 'green' ? 40 : 0 }), 60);
  const lines = world.blobs['runs/shop-7/STEP/1.ticks.jsonl']?.trimEnd().split('\n') ?? [];
  expect(
    lines.map((line) => JSON.parse(line) as { atMs: number }).map(({ atMs }, index) => atMs - index * 1_000),
  ).toEqual(lines.map(() => NOW + 1_000));
});

test('the memo survives being stored', async () => {
  const world = split();
  const { memo } = waits(await monitor.start(contextOf(SETTINGS, { world, environment: SPLIT })));
  expect(JSON.parse(JSON.stringify(memo))).toEqual(memo);
});

test('a canary that has died is not healthy, however it counted', async () => {
  const world = split();
  world.colours.green = { state: 'failed', release: CANARY.release, detail: 'out of memory' };
  const end = await watch(world, () => ({ requests: 100, errors: 0 }), 120);
  expect(end.outcome).toBe('anomaly');
});

test('without traffic there is no verdict: the time runs out inconclusive', async () => {
  const end = await watch(split(), () => ({ requests: 0, errors: 0 }), 120);
  expect(end.outcome).toBe('inconclusive');
});

test('with no release to watch it says so', async () => {
  const end = ends(await monitor.start(contextOf(SETTINGS, { environment: production() })));
  expect(end).toMatchObject({ outcome: 'inconclusive', reason: 'there is no release in production to watch' });
});

test('a first release is watched without a baseline, and that is said', async () => {
  const context = contextOf(SETTINGS, { world: split(), environment: production({ live: CANARY }) });
  waits(await monitor.start(context));
  expect(context.lines).toEqual(['first release, no baseline: only absolute limits are judged.']);
});

/** Ticks of one second, each with so many requests and errors, until there is a verdict. */
async function watch(world: World, tick: (colour: string) => { requests: number; errors: number }, ticksMax: number) {
  let last = waits(await monitor.start(contextOf(SETTINGS, { world, environment: SPLIT })));
  for (let second = 1; second <= ticksMax; second += 1) {
    for (const colour of ['blue', 'green'] as const)
      world.counters[colour] = after(world.counters[colour], tick(colour));
    const now = NOW + second * 1_000;
    const progress = await monitor.check(contextOf(SETTINGS, { world, environment: SPLIT, memo: last.memo, now }));
    if (progress.kind === 'ended') return progress;
    last = waits(progress);
  }
  throw new Error(`no verdict after ${ticksMax} s: ${last.message}`);
}

function after({ requests, errors, ...rest }: Counters, tick: { requests: number; errors: number }): Counters {
  const all = { requests: requests + tick.requests, errors: errors + tick.errors };
  const latency = rest.latency.map((count, bucket) => (bucket === 50 ? count + tick.requests : count));
  return { ...rest, ...all, latency, statuses: { '2xx': all.requests - all.errors, '5xx': all.errors } };
}

function split(): World {
  const world = newWorld();
  world.weights = { blue: 50, green: 50 };
  const empty = { ...noTraffic(), latency: Array.from({ length: 138 }, () => 0) };
  world.counters = { blue: empty, green: empty };
  world.colours.blue = { state: 'healthy', release: LIVE.release, instances: 1 };
  world.colours.green = { state: 'healthy', release: CANARY.release, instances: 1 };
  return world;
}
