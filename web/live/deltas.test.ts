import { expect, test } from 'vitest';
import { deltaRows } from './deltas.ts';

const delta = (name: string, before: number | undefined, now: number) => ({
  node: 'N',
  label: 'N',
  name,
  now,
  ...(before === undefined ? {} : { before }),
});

test('what got worse comes first, then what got better, then the rest', () => {
  const rows = deltaRows([
    delta('tests', 14, 15),
    delta('secrets', 0, 0),
    delta('coverage', 80, 82.5),
    delta('p95', 24.4, 33.3),
    delta('flaky', undefined, 0),
  ]);
  expect(rows.map(({ name, change, tone }) => [name, change, tone])).toEqual([
    ['p95', '+36 %', 'bad'],
    ['coverage', '+2.5 points', 'good'],
    ['tests', '+1', 'neutral'],
    ['secrets', '', 'neutral'],
    ['flaky', '', 'neutral'],
  ]);
});

test('a time that is a little longer is no news', () => {
  expect(deltaRows([delta('p50', 10, 10.5)])[0]).toMatchObject({ tone: 'neutral', change: '+5 %' });
});
