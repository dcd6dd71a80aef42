import { expect, test } from 'vitest';
import { newsBetween } from './news.ts';
import { runView, stepView } from './testing.ts';

test('steps that ended or wait, and the end of the run, are told; all else is not', () => {
  const before = runView({
    steps: [stepView('LINT', { status: 'running' }), stepView('UNIT', { status: 'running' }), stepView('REVIEW')],
  });
  const after = runView({
    steps: [
      stepView('LINT', { status: 'failed', outcome: 'fail', label: '🔍 Lint\nand format' }),
      stepView('UNIT', { status: 'running', message: 'half way' }),
      stepView('REVIEW', { status: 'waiting' }),
    ],
  });
  expect(newsBetween(before, after)).toBe('🔍 Lint: fail. REVIEW waits.');
  expect(newsBetween(after, after)).toBe('');
  expect(newsBetween(after, runView({ ...after, phase: 'ended', ending: 'failed' }))).toBe('The run ended: failed.');
});

test('a step that ends the same way on its next visit is told again', () => {
  const visit = (number: number) =>
    runView({ steps: [stepView('A', { status: 'passed', outcome: 'pass', visit: number })] });
  expect(newsBetween(visit(1), visit(2))).toBe('A: pass.');
});
