import { expect, test } from 'vitest';
import type { EnvironmentChange, EnvironmentEvent } from '../../engine/environment/environment.ts';
import type { Run } from '../../engine/run.ts';
import { doraOf } from './dora.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

test('a good release, one that was rolled back, and one that never got a request', () => {
  const events = [
    changed(1 * HOUR_MS, 'a', { type: 'launched', slot: slot('a') }),
    changed(1 * HOUR_MS, 'a', { type: 'split', weight: 5 }),
    changed(2 * HOUR_MS, 'a', { type: 'went-live', slot: slot('a') }),
    changed(30 * HOUR_MS, 'b', { type: 'split', weight: 5 }),
    changed(30 * HOUR_MS + 60_000, 'b', {
      type: 'restored',
      slot: slot('a'),
      bad: slot('b').release,
      reason: 'errors',
    }),
    changed(40 * HOUR_MS, 'c', { type: 'launched', slot: slot('c') }),
    changed(40 * HOUR_MS, 'c', { type: 'restored', slot: slot('a'), reason: 'cancelled' }),
  ];
  const { figures, over } = doraOf(events, [committed('a', 0), committed('b', 20)], 0, 2 * DAY_MS, 2);
  expect(figures).toEqual({
    deliveries: 1,
    perDay: 0.5,
    changes: 2,
    failures: 1,
    leadMs: 2 * HOUR_MS,
    restoreMs: 60_000,
  });
  expect(over.map(({ deliveries, failures }) => [deliveries, failures])).toEqual([
    [1, 0],
    [0, 1],
  ]);
});

test('who rolls back by hand later marks the change that failed, not the run that put it right', () => {
  const events = [
    changed(HOUR_MS, 'a', { type: 'went-live', slot: slot('a') }),
    changed(3 * HOUR_MS, 'by-hand', { type: 'restored', slot: slot('z'), bad: slot('a').release, reason: 'slow' }),
  ];
  expect(doraOf(events, [], 0, DAY_MS, 1).figures).toMatchObject({ changes: 1, failures: 1, restoreMs: 2 * HOUR_MS });
});

test('what happened before does not count, and without anything there are no times', () => {
  const events = [changed(HOUR_MS, 'a', { type: 'went-live', slot: slot('a') })];
  expect(doraOf(events, [], 2 * HOUR_MS, DAY_MS, 1).figures).toEqual({
    deliveries: 0,
    perDay: 0,
    changes: 0,
    failures: 0,
  });
});

function changed(at: number, runId: string, change: EnvironmentChange): { at: number; event: EnvironmentEvent } {
  return { at, event: { type: 'changed', runId, fence: 1, change } };
}

function slot(runId: string) {
  return { colour: 'blue' as const, release: { id: `shop@${runId}`, services: {}, commit: runId, runId } };
}

function committed(id: string, hour: number): Run {
  return { id, commit: { time: hour * 3_600 } } as Run;
}
