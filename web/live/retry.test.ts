import { expect, test } from 'vitest';
import { offersRetry, offersRetryFrom } from './retry.ts';
import { runView, stepView } from './testing.ts';

const failed = stepView('UNIT', { status: 'failed', state: 'ended', outcome: 'fail' });
const passed = stepView('LINT', { status: 'passed', state: 'ended', outcome: 'pass' });

test('a retry is offered where something failed, and not where a newer run took the place', () => {
  expect(offersRetry(runView({ phase: 'ended', ending: 'failed', steps: [passed, failed] }))).toBe(true);
  expect(offersRetry(runView({ phase: 'ended', ending: 'delivered', steps: [passed] }))).toBe(false);
  expect(offersRetry(runView({ phase: 'ended', ending: 'superseded', steps: [failed] }))).toBe(false);
  expect(offersRetry(runView({ phase: 'settling', steps: [failed] }))).toBe(false);
});

test('from a step that passed only once the run is over; from one that only undoes never', () => {
  const running = runView({ phase: 'running', steps: [passed, failed] });
  const ended = runView({ phase: 'ended', ending: 'failed', steps: [passed, failed] });
  expect([offersRetryFrom(running, passed), offersRetryFrom(running, failed)]).toEqual([false, true]);
  expect([offersRetryFrom(ended, passed), offersRetryFrom(ended, failed)]).toEqual([true, true]);
  expect(offersRetryFrom(ended, { ...passed, rollout: 'rollback' })).toBe(false);
  expect(offersRetryFrom(ended, { ...passed, kind: 'passive' })).toBe(false);
  expect(offersRetryFrom(ended, stepView('LAST'))).toBe(false);
});
