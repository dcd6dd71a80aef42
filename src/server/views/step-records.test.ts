import { expect, test } from 'vitest';
import type { Run, StepState } from '../../engine/run.ts';
import { recordsOf } from './step-records.ts';

test('the slowest step is the one whose passes take longest', () => {
  const looks = [
    look('a', 'SLOW', 90),
    look('b', 'SLOW', 110),
    look('a', 'FAST', 5),
    look('b', 'FAST', 900, 'failure'),
  ];
  expect(recordsOf(looks).slowest).toEqual([
    { node: 'SLOW', label: 'SLOW', ms: 110, runs: 2 },
    { node: 'FAST', label: 'FAST', ms: 5, runs: 1 },
  ]);
});

test('flaky is what passes and fails on one commit, is tried again, or says so itself', () => {
  const looks = [
    look('a', 'FLIPS', 1),
    look('a', 'FLIPS', 1, 'failure'),
    look('a', 'AGAIN', 1, 'forward', { attempt: 2 }),
    look('a', 'SAYS', 1, 'forward', { output: { numbers: { flaky: 1 } } }),
    look('a', 'BROKEN', 1, 'failure'),
    look('b', 'BROKEN', 1, 'forward'),
  ];
  expect(recordsOf(looks).flakiest.map(({ node }) => node)).toEqual(['FLIPS', 'AGAIN', 'SAYS']);
});

function look(
  commit: string,
  node: string,
  tookMs: number,
  way: 'forward' | 'failure' = 'forward',
  state: Partial<StepState> = {},
) {
  const step = { startedAt: 0, endedAt: tookMs, attempt: 1, ...state };
  return { run: { commit: { id: commit }, steps: { [node]: step } } as unknown as Run, node, label: node, way };
}
