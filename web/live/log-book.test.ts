import { expect, test } from 'vitest';
import { atLastMark, emptyIndex, grownIndex } from '../../src/lib/log-index.ts';
import { bookWith, lineIn, linesIn, missingBlocks, openedAt, withBlock, type LogBook } from './log-book.ts';

const TEXT = Array.from({ length: 2_300 }, (_, line) => `line ${line}\n`).join('');
const BYTES = new TextEncoder().encode(TEXT);

test('a long log opens at its end, and what stands before is fetched block by block', () => {
  const book = opened();
  expect(linesIn(book)).toBe(2_300);
  expect(lineIn(book, 2_299)?.text).toBe('line 2299');
  expect(lineIn(book, 1_500)).toBeUndefined();
  const [missing] = missingBlocks(book, 1_400, 1_600);
  expect(missing?.block).toBe(1);
  const fetched = new TextDecoder().decode(BYTES.subarray(missing?.from, missing?.to));
  const whole = withBlock(book, 1, fetched);
  expect(lineIn(whole, 1_500)?.text).toBe('line 1500');
  expect(missingBlocks(whole, 1_400, 2_299)).toEqual([]);
});

test('it grows while one looks, and keeps no more than the last blocks', () => {
  let book = opened();
  book = bookWith(book, new TextEncoder().encode('Error: größer\n'), 'Error: größer\n');
  expect([linesIn(book), lineIn(book, 2_300)?.text, book.index.troubles]).toEqual([2_301, 'Error: größer', [2_300]]);
  for (let block = 0; block < 60; block += 1) book = withBlock(book, block, 'x\n');
  expect(book.blocks.size).toBe(40);
  expect(book.blocks.has(0)).toBe(false);
});

function opened(): LogBook {
  const index = atLastMark(grownIndex(emptyIndex, BYTES));
  const rest = BYTES.subarray(index.bytes);
  return bookWith(openedAt(index), rest, new TextDecoder().decode(rest));
}
