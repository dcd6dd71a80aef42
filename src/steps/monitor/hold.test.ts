import { beforeEach, expect, test } from 'vitest';
import { contextOf, ends, NOW, production, slotOf, waits } from '../../../test/support/step-context.ts';
import { newWorld, type World } from '../../../test/support/world.ts';
import type { Signal } from '../../engine/run.ts';
import type { Json } from '../../lib/json.ts';
import { monitorDeclaration } from './declaration.ts';
import { monitor } from './monitor.ts';

const HOUR_MS = 3_600_000;
const SETTINGS = monitorDeclaration.settings.parse({
  of: 'production',
  for: '1s',
  'at-most': '2s',
  'when-inconclusive': 'hold',
  guard: { latency: { p50: 'off', p99: 'off' } },
});
const ENVIRONMENT = production({ live: slotOf('old', 'blue'), candidate: { ...slotOf('new', 'green'), weight: 5 } });

let world: World;
beforeEach(() => {
  world = newWorld();
  world.groups = { operators: ['bob', 'ada'] };
});

test('inconclusive asks the operators, and says until when', async () => {
  const held = waits(await upToTheEnd());
  expect(held).toMatchObject({ asks: true, wakeAt: NOW + 3_000 + 10_000 });
  expect(held.message).toMatch(/asks operators .* 1 h/);
});

test('an operator lets it pass: that is on record beside the verdict', async () => {
  const end = ends(await answered('approved', 'bob'));
  expect(end.outcome).toBe('healthy');
  expect(end.evidence?.map(({ decision }) => decision)).toEqual(['inconclusive', 'let pass']);
  expect(end.reason).toContain('approved by bob');
});

test('an operator sends it back', async () => {
  expect(ends(await answered('rejected', 'bob'))).toMatchObject({ outcome: 'inconclusive' });
});

test.each([
  ['a stranger', 'eve'],
  ['who started the run', 'ada'],
])('%s is not heard', async (_, by) => {
  expect(waits(await answered('approved', by)).asks).toBe(true);
});

test('nobody answered for an hour: it is rolled back, never let onward', async () => {
  const { memo } = waits(await upToTheEnd());
  const late = await monitor.check(called({ memo: memo ?? null, now: NOW + 3_000 + HOUR_MS }));
  expect(ends(late)).toMatchObject({
    outcome: 'inconclusive',
    reason: expect.stringContaining('nobody in operators') as string,
  });
});

test('a canary that dies while they think is an anomaly at once', async () => {
  const { memo } = waits(await upToTheEnd());
  world.colours.green = { state: 'failed', release: slotOf('new', 'green').release, detail: 'out of memory' };
  const end = ends(await monitor.check(called({ memo: memo ?? null, now: NOW + 60_000 })));
  expect(end).toMatchObject({ outcome: 'anomaly', reason: expect.stringContaining('out of memory') as string });
});

test('where the chart draws inconclusive, the chart decides', async () => {
  expect(ends(await upToTheEnd(['inconclusive']))).toMatchObject({ outcome: 'inconclusive' });
});

test('where it is not told to hold, it does not', async () => {
  const plain = { ...SETTINGS, 'when-inconclusive': 'rollback' as const };
  expect(ends(await upToTheEnd([], plain))).toMatchObject({ outcome: 'inconclusive' });
});

/** Three seconds without any traffic: the time is up. */
async function upToTheEnd(drawn: string[] = [], settings = SETTINGS) {
  let last = waits(await monitor.start(called({ drawn }, settings)));
  for (const second of [1, 2]) {
    last = waits(
      await monitor.check(called({ drawn, memo: last.memo ?? null, now: NOW + second * 1_000 - 1 }, settings)),
    );
  }
  return monitor.check(called({ drawn, memo: last.memo ?? null, now: NOW + 3_000 }, settings));
}

async function answered(decision: string, by: string) {
  const { memo } = waits(await upToTheEnd());
  const signals: Signal[] = [{ name: 'answer', at: NOW, by, data: { decision, comment: '' } }];
  return monitor.check(called({ memo: memo ?? null, signals, now: NOW + 60_000 }));
}

function called(given: { memo?: Json; signals?: Signal[]; drawn?: string[]; now?: number }, settings = SETTINGS) {
  return contextOf(settings, { world, environment: ENVIRONMENT, ...given });
}
