import { expect, test } from 'vitest';
import { contextOf, earlier, ends } from '../../../test/support/step-context.ts';
import type { Json } from '../../lib/json.ts';
import { qualityGate } from './quality-gate.ts';

test('each rule is told with its number', async () => {
  const end = await gate({ coverage: '>= 80 %', p95: '<= 300 ms' }, { coverage: 83.46 }, { p95: 120 });
  expect(end.outcome).toBe('approved');
  expect(end.reason).toBe('coverage 83.5 % keeps >= 80 %; p95 120 ms keeps <= 300 ms');
  expect(end.evidence).toHaveLength(2);
});

test('a rejection names only what broke, and every one of them', async () => {
  const end = await gate(
    { coverage: '>= 80 %', p95: '<= 300 ms', flaky: '= 0' },
    { coverage: 79.99, p95: 301, flaky: 0 },
  );
  expect(end.outcome).toBe('rejected');
  expect(end.reason).toBe('coverage 80 % breaks >= 80 %; p95 301 ms breaks <= 300 ms');
});

test.each<[string, Json]>([
  ['no step reported', null],
  ['a word', { numbers: { coverage: '99' } }],
  ['not a number', { numbers: { coverage: null } }],
  ['numbers that are a list', { numbers: [99] }],
  ['an output that is a list', [{ numbers: { coverage: 99 } }]],
])('a number that is missing (%s) is a rejection that says so', async (_, output) => {
  const context = contextOf({ require: { coverage: '>= 0 %' } }, { earlier: [earlier('UNIT', 'pass', { output })] });
  const end = ends(await qualityGate.start(context));
  expect(end).toMatchObject({ outcome: 'rejected', reason: 'no step reported coverage' });
});

test.each([
  ['counts add up', 'failed-tests', '= 0', [1, 2], 'failed-tests 3 breaks = 0'],
  ['the lowest of what must be high', 'coverage', '>= 80 %', [90, 70], 'coverage 70 % breaks >= 80 %'],
  ['the highest of what must be low', 'p95', '< 300 ms', [20, 400], 'p95 400 ms breaks < 300 ms'],
  ['the one furthest off of what must be equal', 'ratio', '= 5', [5, 3], 'ratio 3 breaks = 5'],
  ['seconds are held against milliseconds', 'p95', '<= 0.3 s', [299], 'p95 299 ms keeps <= 0.3 s'],
])('of several steps, %s', async (_, name, rule, values, sentence) => {
  const end = await gate({ [name]: rule }, ...values.map((value) => ({ [name]: value })));
  expect(end.reason).toBe(sentence);
});

test('asked again it answers the same', async () => {
  const context = contextOf({ require: { p50: '< 1 ms' } }, { earlier: [] });
  expect(await qualityGate.check(context)).toEqual(await qualityGate.start(context));
});

async function gate(require: Record<string, string>, ...numbers: Record<string, number>[]) {
  const steps = numbers.map((each, index) => earlier(`STEP_${index}`, 'pass', { output: { numbers: each } }));
  return ends(await qualityGate.start(contextOf({ require }, { earlier: steps })));
}
