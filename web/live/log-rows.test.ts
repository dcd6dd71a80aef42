import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowsOf } from './log-rows.ts';

const FOLDS = [
  { from: 2, to: 5, title: 'outer' },
  { from: 3, to: 4, title: 'inner' },
  { from: 7, to: 8, title: 'last' },
];

test('without closed folds each line is a row', () => {
  const { count, lineAt, rowOf } = rowsOf(10, FOLDS, new Set());
  expect([count, lineAt(7), rowOf(7)]).toEqual([10, 7, 7]);
});

test('a closed fold shows its first line, with whatever stands in it hidden', () => {
  const { count, lineAt, rowOf } = rowsOf(10, FOLDS, new Set([2, 3, 7]));
  const lines = Array.from({ length: count }, (_, row) => lineAt(row));
  expect(lines).toEqual([0, 1, 2, 6, 7, 9]);
  expect([2, 3, 4, 5, 6, 8, 9].map(rowOf)).toEqual([2, 2, 2, 2, 3, 4, 5]);
});

test('rows and lines lead to each other', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom(2, 3, 7)), fc.integer({ min: 9, max: 30 }), (closed, lines) => {
      const rows = rowsOf(lines, FOLDS, new Set(closed));
      for (let row = 0; row < rows.count; row += 1) expect(rows.rowOf(rows.lineAt(row))).toBe(row);
    }),
  );
});
