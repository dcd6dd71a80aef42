import { expect, test } from 'vitest';
import { stepView } from './testing.ts';
import { wordsOf } from './step-words.ts';

const evidence = (...sentences: string[]) =>
  sentences.map((sentence) => ({ metric: 'm', sentence, decision: 'd', facts: {} }));

test('nothing is said twice: what evidence or figures say is left to them', () => {
  expect(wordsOf(stepView('A', { reason: 'Too slow', outcome: 'fail' }))).toEqual(['Too slow']);
  expect(
    wordsOf(stepView('A', { reason: 'Too slow', outcome: 'fail', evidence: evidence('Too slow. p95 was 400 ms.') })),
  ).toEqual([]);
  expect(wordsOf(stepView('A', { reason: 'a; b', outcome: 'fail', evidence: evidence('a', 'b') }))).toEqual([]);
  expect(wordsOf(stepView('A', { message: 'Collecting.', figures: { sentence: 'Collecting. 2 of 90.' } }))).toEqual([]);
});

test('what a step waits for is said only while it waits', () => {
  expect(wordsOf(stepView('A', { message: 'waits for 1 of core' }))).toEqual(['waits for 1 of core']);
  expect(
    wordsOf(stepView('A', { message: 'waits for 1 of core', outcome: 'approved', reason: 'approved by ada' })),
  ).toEqual(['approved by ada']);
});

test('a message that only puts together what the figures say is not read twice', () => {
  const figures = {
    sentence: 'Collecting evidence. Errors: none.',
    forecast: 'Healthy needs about 12 s. With bad luck 36 s.',
  };
  const message = 'Collecting evidence. Healthy needs about 12 s. With bad luck 36 s.';
  expect(wordsOf(stepView('WATCH', { state: 'waiting', status: 'running', message, figures }))).toEqual([]);
  expect(wordsOf(stepView('WATCH', { state: 'waiting', message: 'Something else.', figures }))).toEqual([
    'Something else.',
  ]);
});
