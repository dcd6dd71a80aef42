import { expect, test } from 'vitest';
import { contextOf, earlier, ends, NOW, production, slotOf, waits } from '../../../test/support/step-context.ts';
import { newWorld, type World } from '../../../test/support/world.ts';
import type { Json } from '../../lib/json.ts';
import type { Ended } from '../../engine/progress.ts';
import type { VerdictState } from '../../verdict/state.ts';
import { monitorDeclaration } from './declaration.ts';
import type { Memo } from './memo.ts';
import { monitor } from './monitor.ts';

const SETTINGS = monitorDeclaration.settings.parse({
  of: 'production',
  for: '30s',
  'at-most': '5m',
  guard: { errors: { margin: '5 points' }, latency: { p50: 'off', p99: 'off' } },
});
const LIVE = slotOf('old', 'blue');
const CANARY = slotOf('new', 'green', 'shop-7');

test('the second monitor goes on with the evidence and the alpha of the first, and its least time counts anew', async () => {
  const world = newWorld();
  const first = await watched(world, 'AT_5', 5, 0, AS_MANY);
  expect(first.end.outcome).toBe('healthy');
  const before = JSON.parse(world.blobs['runs/shop-7/AT_5/1.judgement.json'] ?? '') as VerdictState;
  const second = await watched(world, 'AT_25', 25, 100_000, AS_MANY, first.end);
  expect(second.begun.state).toMatchObject({
    settings: { alpha: before.settings.alpha },
    errors: { green: before.errors?.green, harm: { likelihood: before.errors?.harm?.likelihood } },
    clock: { before: { elapsedMs: before.clock.elapsedMs } },
  });
  expect(second.end.outcome).toBe('healthy');
  expect(second.memo.state.clock.observedMs - before.clock.observedMs).toBeGreaterThanOrEqual(29_000);
});

test('harm that the first monitor half saw counts in the second: it falls sooner than one that starts anew', async () => {
  const world = newWorld();
  const first = await watched(world, 'AT_5', 5, 0, A_FEW_MORE);
  expect(first.end.outcome).toBe('healthy');
  const second = await watched(world, 'AT_25', 25, 100_000, MANY_MORE, first.end);
  const anew = await watched(newWorld(), 'AT_25', 25, 100_000, MANY_MORE);
  expect([second.end.outcome, anew.end.outcome]).toEqual(['anomaly', 'anomaly']);
  expect(second.seconds).toBeLessThan(anew.seconds);
});

test('another canary is judged for itself', async () => {
  const world = newWorld();
  const first = await watched(world, 'AT_5', 5, 0, AS_MANY);
  const other = { ...first.end, output: { ...(first.end.output as object), release: 'shop@other' } as Json };
  const second = await watched(world, 'AT_25', 25, 100_000, AS_MANY, other);
  expect(second.begun.state.clock.before).toBeUndefined();
  expect(second.begun.state.errors?.green.requests).toBe(0);
});

/** The canary's errors in a second, at its weight; the baseline has one. */
type Errors = (second: number, weight: number) => number;
const AS_MANY: Errors = (second, weight) => ((second * weight) % 100 < weight ? 1 : 0);
const A_FEW_MORE: Errors = (second) => (second % 4 === 0 ? 1 : 0);
const MANY_MORE: Errors = () => 2;

/** A monitor from its start to its end, at 1,000 requests a second. */
async function watched(world: World, node: string, weight: number, fromMs: number, errors: Errors, before?: Ended) {
  world.weights = { blue: 100 - weight, green: weight };
  world.colours.blue = { state: 'healthy', release: LIVE.release, instances: 1 };
  world.colours.green = { state: 'healthy', release: CANARY.release, instances: 1 };
  const done =
    before && earlier('AT_5', before.outcome, { kind: 'monitor', environment: 'production', output: before.output });
  const context = (now: number, memo?: Json) =>
    contextOf(SETTINGS, {
      world,
      node,
      environment: production({ live: LIVE, candidate: { ...CANARY, weight } }),
      earlier: done ? [done] : [],
      now: NOW + fromMs + now,
      ...(memo === undefined ? {} : { memo }),
    });
  let last = waits(await monitor.start(context(0)));
  const begun = last.memo as unknown as Memo;
  for (let second = 1; second <= 300; second++) {
    count(world, 'green', weight * 10, errors(second, weight));
    count(world, 'blue', (100 - weight) * 10, 1);
    const progress = await monitor.check(context(second * 1_000, last.memo));
    if (progress.kind === 'ended')
      return { begun, memo: last.memo as unknown as Memo, end: ends(progress), seconds: second };
    last = waits(progress);
  }
  throw new Error(`no verdict: ${last.message}`);
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
