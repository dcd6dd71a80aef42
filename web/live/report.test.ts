import { expect, test } from 'vitest';
import { reportIn } from './report.ts';

test('failed tests, numbers and problems are found wherever a step reports them', () => {
  const output = {
    exitCode: 1,
    numbers: { tests: 3 },
    failed: [{ name: 'adds', file: 'cart.test.ts', message: '1 is not 2' }, { name: 'bare' }, 'odd'],
    problems: ['the coverage report could not be read'],
  };
  expect(reportIn(output)).toEqual({
    failed: [
      { name: 'adds', file: 'cart.test.ts', message: '1 is not 2' },
      { name: 'bare', file: '', message: '' },
    ],
    numbers: { tests: 3 },
    problems: ['the coverage report could not be read'],
  });
});

test('an output without a report is none', () => {
  for (const output of [undefined, null, 3, [], { release: 'shop@1' }, { numbers: {}, failed: [] }])
    expect(reportIn(output)).toBeUndefined();
});
