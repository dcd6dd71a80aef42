import { expect, test } from 'vitest';
import { contextOf, ends, NOW, production, slotOf, waits } from '../../../test/support/step-context.ts';
import { down, newWorld, noTraffic, type World } from '../../../test/support/world.ts';
import type { Evidence } from '../../engine/evidence.ts';
import type { Progress } from '../../engine/progress.ts';
import type { Counters } from '../../ports/router.ts';
import { replay } from '../../verdict/log/replay.ts';
import { readTickLog } from '../../verdict/log/tick-log.ts';
import { monitorDeclaration, type MonitorSettings } from './declaration.ts';
import { sha256 } from '../watching/keep-log.ts';
import { monitor } from './monitor.ts';

const SETTINGS = monitorDeclaration.settings.parse({ of: 'production', for: '30s', 'at-most': '90s', 'warm-up': '0s' });
const ERRORS_ONLY = monitorDeclaration.settings.parse({
  ...SETTINGS,
  guard: { errors: { margin: '5 points' }, latency: { p50: 'off', p99: 'off' } },
});
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

test('every tick is kept, and judged again it comes to the same, to the bit', async () => {
  const world = split();
  const end = await watch(world, (colour) => ({ requests: 100, errors: colour === 'green' ? 40 : 0 }), 60);
  const [evidence] = end.evidence ?? [];
  const log = readLog(world, evidence);
  if ('broken' in log) throw new Error(log.broken);
  expect(log.ticks.map(({ atMs }) => atMs)).toEqual(log.ticks.map((_, index) => NOW + (index + 1) * 1_000));
  expect(replay(log, recordIn(evidence)).difference).toBeUndefined();
});

test('calls that were repeated after a crash leave lines that nobody counts', async () => {
  const world = split();
  const tick = (colour: string) => ({ requests: 100, errors: colour === 'green' ? 40 : 0 });
  const end = await watch(world, tick, 60, { crashes: true });
  const log = readLog(world, end.evidence?.[0]);
  if ('broken' in log) throw new Error(log.broken);
  expect(log.stray).toBeGreaterThan(log.ticks.length);
  expect(replay(log, recordIn(end.evidence?.[0])).difference).toBeUndefined();
});

test.each([
  ['"requests":100,"errors":40', '"requests":100,"errors":30', 'was changed'],
  ['"phi":3', '"phi":4', 'The head of the log'],
])('a log in which %s became %s is not believed', async (from, to, why) => {
  const world = split();
  const end = await watch(world, (colour) => ({ requests: 100, errors: colour === 'green' ? 40 : 0 }), 60);
  const name = 'runs/shop-7/STEP/1.ticks.jsonl';
  expect(world.blobs[name]).toContain(from);
  world.blobs[name] = (world.blobs[name] ?? '').replace(from, to);
  expect(readLog(world, end.evidence?.[0])).toMatchObject({ broken: expect.stringContaining(why) as string });
});

test('the log and the page say how long it will take, and what would shorten it', async () => {
  const world = split();
  const lines: string[] = [];
  const last = await watchOn(world, () => ({ requests: 10, errors: 0 }), 20, { lines });
  expect(lines.filter((line) => line.includes('requests/s'))).toHaveLength(1);
  expect(lines.join()).toMatch(/^20 requests\/s, 50 % to the canary\. Healthy .*Shorter with /);
  expect(last).toMatchObject({ message: expect.stringContaining('20 requests/s') as string });
});

test('where the source remembers, the forecast comes before the first request', async () => {
  const world = split();
  const instances = [{ id: 'shop-1', requests: 200, errors: 2 }];
  world.history = Array.from({ length: 60 }, (_, i) => ({ atMs: NOW - (60 - i) * 10_000, instances }));
  const context = contextOf(SETTINGS, { world, environment: SPLIT });
  waits(await monitor.start(context));
  expect(context.lines.join()).toMatch(/^20 requests\/s, 50 % to the canary\. Healthy needs about /);
});

test('a source that does not answer is no data: it freezes the evidence, and the verdict is inconclusive', async () => {
  const world = split();
  world.noData = { state: 'no-data', why: 'the query returned nothing' };
  const end = await watch(world, () => ({ requests: 100, errors: 0 }), 120);
  expect(end).toMatchObject({ outcome: 'inconclusive' });
  expect(end.evidence?.[0]).toMatchObject({ facts: { canary: { requests: 0 }, window: { observedMs: 0 } } });
});

test('a source that is out of reach is no data either, and what came meanwhile is counted afterwards', async () => {
  const world = split();
  let tick = 0;
  const end = await watch(
    world,
    () => {
      if (tick++ % 20 === 4) world.fail('metrics.read', down('the source'));
      return { requests: 100, errors: 0 };
    },
    90,
    { settings: ERRORS_ONLY },
  );
  expect(end.outcome).toBe('healthy');
  expect(end.evidence?.[0]).toMatchObject({ facts: { canary: { requests: (100 * tick) / 2 } } });
});

test('a dead canary is an anomaly also while its counters are out of reach', async () => {
  const world = split();
  world.colours.green = { state: 'failed', release: CANARY.release, detail: 'out of memory' };
  world.noData = { state: 'no-data', why: 'the query returned nothing' };
  expect(await watch(world, () => ({ requests: 0, errors: 0 }), 3)).toMatchObject({ outcome: 'anomaly' });
});

test.each([
  ['cyclic', 'fixed cycle'],
  ['sticky', 'stick to their version'],
] as const)('a router that splits %s gets the wider noise, and the record says so', async (kind, words) => {
  const world = split();
  world.ports = { ...world.ports, router: { ...world.ports.router, splitOf: () => kind } };
  const end = await watch(world, (colour) => ({ requests: 100, errors: colour === 'green' ? 90 : 0 }), 60);
  expect(end.evidence?.[0]?.sentence).toContain(words);
  expect(end.evidence?.[0]).toMatchObject({ facts: { metrics: [{ noise: { sigma: 0.2 } }, {}, {}] } });
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

interface Watching {
  settings?: MonitorSettings;
  /** Each call is made twice, as after a crash before its answer was kept. */
  crashes?: boolean;
  lines?: string[];
  more?: Parameters<typeof contextOf>[1];
}

type Tick = (colour: string) => { requests: number; errors: number };

/** Ticks of one second, each with so many requests and errors, until there is a verdict. */
async function watch(world: World, tick: Tick, ticksMax: number, watching: Watching = {}) {
  return ends(await watchOn(world, tick, ticksMax, watching));
}

async function watchOn(world: World, tick: Tick, ticksMax: number, watching: Watching): Promise<Progress> {
  const { settings = SETTINGS, crashes = false, lines = [], more = {} } = watching;
  const call = async (step: 'start' | 'check', given: Parameters<typeof contextOf>[1]) => {
    const once = () =>
      monitor[step](
        contextOf(settings, { world, environment: SPLIT, ...more, ...given, log: (line) => void lines.push(line) }),
      );
    if (crashes) await once();
    if (crashes && step === 'check') world.counters.green = after(world.counters.green, { requests: 1, errors: 0 });
    return once();
  };
  let last: Progress = await call('start', {});
  for (let second = 1; second <= ticksMax && last.kind === 'waiting' && !last.asks; second += 1) {
    for (const colour of ['blue', 'green'] as const)
      world.counters[colour] = after(world.counters[colour], tick(colour));
    last = await call('check', { memo: last.memo, now: NOW + second * 1_000 });
  }
  return last;
}

function readLog(world: World, evidence: Evidence | undefined) {
  if (!evidence?.log) throw new Error('the evidence names no log');
  return readTickLog(world.blobs['runs/shop-7/STEP/1.ticks.jsonl'] ?? '', evidence.log, sha256);
}

function recordIn(evidence: Evidence | undefined) {
  const { log: _, ...record } = evidence as Evidence;
  return record;
}

function after({ requests, errors, ...rest }: Counters, tick: { requests: number; errors: number }): Counters {
  const all = { requests: requests + tick.requests, errors: errors + tick.errors };
  const latency = (rest.latency ?? []).map((count, bucket) => (bucket === 50 ? count + tick.requests : count));
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
