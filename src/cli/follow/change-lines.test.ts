import { expect, test } from 'vitest';
import { aStep, aView, BEGIN, passed, running } from '../testing/views.ts';
import { changeLines } from './change-lines.ts';

test('what happened between two states, in the order of time', () => {
  const before = aView([running('LINT'), running('UNIT'), aStep('BUILD')]);
  const after = aView([
    passed('LINT', 4_000),
    passed('UNIT', 2_000, { status: 'failed', outcome: 'fail', reason: '1 of 12 tests failed' }),
    aStep('BUILD'),
  ]);
  expect(told(before, after)).toEqual(['✗ UNIT fail in 2.0 s: 1 of 12 tests failed', '✓ LINT pass in 4.0 s']);
});

test('of the first state everything that began is told, actors and stores are not', () => {
  const actor = passed('DEV', 0, { kind: 'passive' });
  expect(
    told(undefined, aView([actor, passed('CI', 1_500, { outcome: 'done' }), running('LINT'), aStep('BUILD')])),
  ).toEqual(['▸ LINT starts', '✓ CI done in 1.5 s']);
});

test('a step that talks while it runs is quiet here; one that waits says why', () => {
  const talking = (message: string) => aView([running('MONITOR', { message })]);
  expect(told(talking('1 of 5 min'), talking('2 of 5 min'))).toEqual([]);
  const waits = aView([
    aStep('REVIEW', {
      state: 'waiting',
      status: 'waiting',
      visit: 1,
      attempt: 1,
      startedAt: BEGIN,
      message: 'senior-engineers: 0 of 1',
    }),
  ]);
  expect(told(aView([aStep('REVIEW')]), waits)).toEqual(['? REVIEW waits for a person: senior-engineers: 0 of 1']);
});

test('the second visit of a cycle is told again', () => {
  const second = { visit: 2, startedAt: BEGIN + 9_000 };
  expect(told(aView([passed('TEST', 1_000)]), aView([running('TEST', second)]))).toEqual([
    '▸ TEST starts (visit 2, try 1)',
  ]);
});

/** Without the clock in front, which depends on where the test runs. */
function told(before: Parameters<typeof changeLines>[0], after: Parameters<typeof changeLines>[1]): string[] {
  const lines = changeLines(before, after, BEGIN + 10_000, (_, text) => text);
  for (const line of lines) expect(line).toMatch(/^\d\d:\d\d:\d\d  /);
  return lines.map((line) => line.slice('hh:mm:ss  '.length));
}
