import { expect, test } from 'vitest';
import { paintOf } from './chart-paint.ts';
import { runView, stepView } from './testing.ts';

const run = runView({
  steps: [
    stepView('CI', { status: 'passed', state: 'ended', outcome: 'done', startedAt: 1_000, endedAt: 3_300 }),
    stepView('LINT', { status: 'running', state: 'active', label: '🔍 Lint\nand format', startedAt: 3_300 }),
    stepView('UNIT', {
      status: 'failed',
      state: 'ended',
      outcome: 'fail',
      startedAt: 3_300,
      endedAt: 4_400,
      couldNotRun: true,
    }),
    stepView('BUILD'),
  ],
  edges: [
    { id: 'CI_LINT', from: 'CI', to: 'LINT' },
    { id: 'CI_UNIT', from: 'CI', to: 'UNIT' },
    { id: 'LINT_BUILD', from: 'LINT', to: 'BUILD' },
  ],
  edgesTaken: ['CI_LINT', 'CI_UNIT'],
});

test('each step has its status, its time and a sentence for the ear', () => {
  expect(paintOf(run, 9_900).nodes).toEqual({
    CI: { status: 'passed', took: '2.3 s', spoken: 'CI: done, 2.3 s' },
    LINT: { status: 'running', took: '6 s', spoken: '🔍 Lint: running, 6 s' },
    UNIT: { status: 'failed', took: '1.1 s', spoken: 'UNIT: could not run, 1.1 s' },
    BUILD: { status: 'idle', took: '', spoken: 'BUILD: not reached' },
  });
});

test('a running step shows how far it is by how long it takes as a rule; nobody guesses where nobody knows', () => {
  const usual = (ms: number) => ({ steps: { LINT: { ms, runs: 3 }, CI: { ms: 9_000, runs: 3 } } });
  const parts = (ms: number) => Object.values(paintOf(run, 6_300, usual(ms)).nodes).map(({ part }) => part);
  expect(parts(12_000)).toEqual([undefined, 0.25, undefined, undefined]);
  expect(parts(2_500)).toEqual([undefined, 1, undefined, undefined]);
  expect(parts(500)).toEqual([undefined, undefined, undefined, undefined]);
});

test('edges that were taken are lit, those into a step under way flow, the others are absent', () => {
  expect(paintOf(run, 9_900).edges).toEqual({ CI_LINT: 'live', CI_UNIT: 'taken' });
});

test('the action is where steps are under way, afterwards at the last that ended', () => {
  expect(paintOf(run, 9_900).active).toEqual(['LINT']);
  const ended = runView({ steps: run.steps.filter((step) => step.status !== 'running') });
  expect(paintOf(ended, 9_900).active).toEqual(['UNIT']);
});

test('a clock that is behind the server counts from zero, not below', () => {
  expect(paintOf(run, 2_000).nodes['LINT']?.took).toBe('0 s');
});
