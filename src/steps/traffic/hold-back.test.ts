import { describe, expect, test } from 'vitest';
import { contextOf, earlier, ends, NOW, production, slotOf, waits } from '../../../test/support/step-context.ts';
import { down, newWorld, noTraffic, type World } from '../../../test/support/world.ts';
import type { Environment } from '../../engine/environment/environment.ts';
import type { Progress } from '../../engine/progress.ts';
import type { Json } from '../../lib/json.ts';
import { LATENCY_EDGES_MS } from '../../lib/latency-edges.ts';
import { replay } from '../../verdict/log/replay.ts';
import { readTickLog } from '../../verdict/log/tick-log.ts';
import type { VerdictState } from '../../verdict/state.ts';
import { monitorDeclaration } from '../monitor/declaration.ts';
import { monitor } from '../monitor/monitor.ts';
import { sha256 } from '../watching/keep-log.ts';
import { trafficDeclaration } from './declaration.ts';
import { readHoldBack } from './hold-back-setting.ts';
import { traffic } from './traffic.ts';

const SETTINGS = trafficDeclaration.settings.parse({ to: 'production', weight: '100 %', 'hold-back': '5 % for 2m' });
const LIVE = slotOf('old', 'blue');
const CANARY = slotOf('new', 'green', 'shop-7');
const EQUAL = () => 0.01;

describe('the setting', () => {
  test.each([
    ['5 % for 1h', { weight: 5, forMs: 3_600_000 }],
    ['0.5% for 90s', { weight: 0.5, forMs: 90_000 }],
    ['60 % for 1h', undefined],
    ['0 % for 1h', undefined],
    ['5 %', undefined],
    ['5 % for ever', undefined],
  ])('%s', (text, expected) => expect(readHoldBack(text)).toEqual(expected));

  test('goes with a full rollout only', () => {
    const given = { to: 'production', weight: '5 %', 'hold-back': '5 % for 1h' };
    expect(trafficDeclaration.settings.safeParse(given).error?.issues).toMatchObject([{ path: ['hold-back'] }]);
  });
});

test('the old version keeps its part on a lease, and the rest follows when the time is up', async () => {
  const story = await held(bothUp(), EQUAL);
  expect(story.changes).toEqual([
    { type: 'split', weight: 95 },
    { type: 'went-live', slot: CANARY },
  ]);
  expect(story.world.callsOf('router.shift')).toMatchObject([
    ['production', { from: { green: 5 }, to: { green: 95 }, lease: { seconds: 60, stable: { blue: 100 } } }],
    ['production', { from: { green: 95 }, to: { green: 100 } }],
  ]);
  expect(story.world.callsOf('router.shift')[1]?.[1]).not.toHaveProperty('lease');
  expect(ends(story.end)).toMatchObject({ outcome: 'done', evidence: [{ decision: 'healthy' }] });
  expect(story.seconds).toBe(121);
});

test('what gets worse only after the rollout is caught against the old version, and nothing is given for good', async () => {
  const story = await held(bothUp(), (second) => (second < 30 ? 0.01 : 0.05));
  const end = ends(story.end);
  expect(end).toMatchObject({ outcome: 'failed', evidence: [{ metric: 'errors', decision: 'anomaly' }] });
  expect(end.reason).toContain('more than its share');
  expect(story.changes).toEqual([{ type: 'split', weight: 95 }]);
  expect(story.world.weights).toEqual({ blue: 5, green: 95 });
});

test('its record can be judged again to the bit, and calls repeated after a crash change nothing', async () => {
  const story = await held(bothUp(), EQUAL, { crashes: true });
  const [record] = ends(story.end).evidence ?? [];
  if (!record?.log) throw new Error('no log');
  const log = readTickLog(story.world.blobs['runs/shop-7/STEP/1.ticks.jsonl'] ?? '', record.log, sha256);
  if ('broken' in log) throw new Error(log.broken);
  const { log: _, ...recorded } = record;
  expect(replay(log, recorded).difference).toBeUndefined();
  expect(story.changes.at(-1)).toEqual({ type: 'went-live', slot: CANARY });
});

test('another run that waits ends it at once', async () => {
  const queue = (second: number) => (second < 20 ? [] : [{ runId: 'shop-8', since: NOW }]);
  const story = await held(bothUp(), EQUAL, { queue });
  expect(story.seconds).toBe(21);
  expect(ends(story.end)).toMatchObject({
    outcome: 'done',
    reason: 'shop-8 waits for production, so nothing is held back any longer.',
    evidence: [{ decision: 'pending' }, { metric: 'hold-back', decision: 'ended early' }],
  });
});

test('an old version that died holds nothing back', async () => {
  const world = bothUp();
  const story = await held(world, EQUAL, {
    before: (second) => {
      if (second === 10) world.colours.blue = { state: 'failed', release: LIVE.release, detail: 'out of memory' };
    },
  });
  expect(ends(story.end)).toMatchObject({
    outcome: 'done',
    reason: expect.stringContaining('no longer runs') as string,
  });
  expect(world.weights).toEqual({ blue: 0, green: 100 });
});

test('a runtime that can not be asked for a while ends nothing', async () => {
  const world = bothUp();
  const before = (second: number) => void (second % 10 === 5 && world.fail('runtime.status', down(), 2));
  expect(ends((await held(world, EQUAL, { before })).end).outcome).toBe('done');
});

test('it goes on with the evidence, the guards and the alpha of the monitor before, and hands the judgement on', async () => {
  const world = bothUp();
  const settings = monitorDeclaration.settings.parse({
    of: 'production',
    for: '30s',
    guard: { errors: { margin: '5 points' }, latency: { p50: 'off', p99: 'off' } },
  });
  const at = (second: number, memo?: Json) =>
    contextOf(settings, {
      world,
      node: 'MONITOR',
      environment: production({ live: LIVE, candidate: { ...CANARY, weight: 5 } }),
      now: NOW - 100_000 + second * 1_000,
      ...(memo === undefined ? {} : { memo }),
    });
  let progress: Progress = await monitor.start(at(0));
  for (let second = 1; progress.kind === 'waiting' && second < 100; second++) {
    serve(world, 0.01, second);
    progress = await monitor.check(at(second, progress.memo));
  }
  const { outcome, output } = ends(progress);
  const watched = earlier('MONITOR', outcome, { kind: 'monitor', environment: 'production', output });
  const before = stateIn(world, output);
  const story = await held(world, EQUAL, { earlier: [watched] });
  const after = stateIn(world, ends(story.end).output);
  expect(outcome).toBe('healthy');
  expect(after.settings).toMatchObject({ alpha: before.settings.alpha, latency: 'off', harmOnly: true });
  expect(after.errors?.green.requests).toBeGreaterThan((before.errors?.green.requests ?? 0) + 100_000);
});

function stateIn(world: World, output: unknown): VerdictState {
  return JSON.parse(world.blobs[(output as { judgement: string }).judgement] ?? '') as VerdictState;
}

interface Story {
  crashes?: boolean;
  queue?: (second: number) => Environment['queue'];
  before?: (second: number) => void;
  earlier?: ReturnType<typeof earlier>[];
}

/** A hold-back from its start to its end, at 1,000 requests a second; the canary fails as `rate` says, the old version at 1 %. */
async function held(world: World, rate: (second: number) => number, story: Story = {}) {
  let weight = 5;
  const changes: unknown[] = [];
  const context = (second: number, memo?: Json) =>
    contextOf(SETTINGS, {
      world,
      environment: production({
        live: LIVE,
        candidate: { ...CANARY, weight },
        queue: story.queue?.(second) ?? [],
      }),
      earlier: story.earlier ?? [],
      now: NOW + second * 1_000,
      ...(memo === undefined ? {} : { memo }),
    });
  const take = (progress: Progress) => {
    for (const change of ('changes' in progress && progress.changes) || []) {
      changes.push(change);
      if (change.type === 'split') ({ weight } = change);
    }
    return progress;
  };
  let last = waits(take(await traffic.start(context(0))));
  for (let second = 1; second <= 200; second++) {
    story.before?.(second);
    serve(world, rate(second), second);
    if (story.crashes) await traffic.check(context(second, last.memo));
    const progress = take(await traffic.check(context(second, last.memo)));
    if (progress.kind !== 'waiting') return { world, changes, end: progress, seconds: second };
    last = progress;
  }
  throw new Error(`it never ended: ${last.message}`);
}

function bothUp(): World {
  const world = newWorld();
  world.weights = { blue: 95, green: 5 };
  const latency = Array<number>(LATENCY_EDGES_MS.length + 1).fill(0);
  world.counters = { blue: { ...noTraffic(), latency }, green: { ...noTraffic(), latency } };
  world.colours.blue = { state: 'healthy', release: LIVE.release, instances: 1 };
  world.colours.green = { state: 'healthy', release: CANARY.release, instances: 1 };
  return world;
}

const USUAL_BUCKET = 60;

/** A second at 1,000 requests, as the weights are. */
function serve(world: World, rate: number, second: number): void {
  count(world, 'green', rate, second);
  count(world, 'blue', 0.01, second);
}

function count(world: World, colour: 'blue' | 'green', rate: number, second: number): void {
  const before = world.counters[colour];
  const requests = world.weights[colour] * 10;
  const exact = rate * requests;
  const errors = Math.floor(exact * second) - Math.floor(exact * (second - 1));
  const [all, failed] = [before.requests + requests, before.errors + errors];
  const statuses = { '2xx': all - failed, '5xx': failed };
  const latency = (before.latency ?? []).map((inBucket, bucket) => inBucket + (bucket === USUAL_BUCKET ? requests : 0));
  world.counters[colour] = { ...before, requests: all, errors: failed, statuses, latency };
}
