import fc from 'fast-check';
import { expect, test } from 'vitest';
import { atLastMark, BLOCK_LINES, emptyIndex, grownIndex, type LogIndex } from './log-index.ts';

const LINES = [
  'compiled',
  '\x1b[31merror\x1b[0m: größer 🚀',
  '::group::Install',
  '::endgroup::',
  '0 errors, no failures',
  'TypeError: x',
];

test('however the bytes are cut, the index is the same', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...LINES)), fc.array(fc.nat(60), { maxLength: 20 }), (lines, cuts) => {
      const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
      expect(inParts(bytes, cuts)).toEqual(grownIndex(emptyIndex, bytes));
    }),
  );
});

test('going on from the last mark gives what reading everything gives', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...LINES), { minLength: 1, maxLength: 9 }), fc.nat(900), (some, more) => {
      const lines = Array.from({ length: BLOCK_LINES + more }, (_, index) => `${some[index % some.length]}\n`);
      const bytes = new TextEncoder().encode(lines.join(''));
      const whole = grownIndex(emptyIndex, bytes);
      const marked = atLastMark(whole);
      expect(marked.lines % BLOCK_LINES).toBe(0);
      expect(grownIndex(marked, bytes.subarray(marked.bytes))).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});

test('lines that speak of trouble are found, good news with the same words is not', () => {
  const text =
    'ok\n\x1b[31mError:\x1b[0m no\n12 passed, 0 failed\nfail 0\nAssertionError [ERR]: x\nerror-free\nnot ok 3\n';
  expect(indexOf(text).troubles).toEqual([1, 4, 6]);
});

test('folds nest, and an end without a beginning is nothing', () => {
  const index = indexOf('::endgroup::\n::group::a\n##[group]b\nx\n##[endgroup]\n::endgroup::\n::group::c\n');
  expect(index.folds).toEqual([
    { from: 2, to: 4, title: 'b' },
    { from: 1, to: 5, title: 'a' },
  ]);
  expect(index.open.map(({ from, title }) => ({ from, title }))).toEqual([{ from: 6, title: 'c' }]);
});

test('a block begins where its mark says', () => {
  const text = Array.from({ length: 2_500 }, (_, line) => `größer ${line}\n`).join('');
  const bytes = new TextEncoder().encode(text);
  const { marks, lines } = grownIndex(emptyIndex, bytes);
  expect(lines).toBe(2_500);
  const at = (mark: number) => new TextDecoder().decode(bytes.subarray(marks[mark], marks[mark + 1])).split('\n')[0];
  expect([at(0), at(1), at(2)]).toEqual(['größer 0', 'größer 1000', 'größer 2000']);
});

function indexOf(text: string): LogIndex {
  return grownIndex(emptyIndex, new TextEncoder().encode(text));
}

function inParts(bytes: Uint8Array, cuts: readonly number[]): LogIndex {
  let index = emptyIndex;
  let at = 0;
  for (const cut of [...cuts, bytes.length]) {
    index = grownIndex(index, bytes.subarray(at, at + cut));
    at = Math.min(bytes.length, at + cut);
  }
  return grownIndex(index, bytes.subarray(at));
}
