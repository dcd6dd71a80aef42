import { BLOCK_LINES, emptyIndex, grownIndex, type LogIndex } from '../../src/lib/log-index.ts';
import { piecesOf, plain } from './ansi.ts';
import { emptyLog, grown, lineCount, type LogLine, type LogLines } from './log-lines.ts';

/**
 * A log as the page holds it, however long it is: an index of all of it, its end as it grows, and of the rest only the blocks of lines that
 * were looked at last.
 */
export interface LogBook {
  index: LogIndex;
  /** Lines from `tailFrom` to the end. */
  tail: LogLines;
  tailFrom: number;
  blocks: ReadonlyMap<number, readonly LogLine[]>;
}

/** Blocks kept beside the tail; forty of them are far more than two hands can scroll through in a moment. */
const BLOCKS_MAX = 40;

export const emptyBook: LogBook = { index: emptyIndex, tail: emptyLog, tailFrom: 0, blocks: new Map() };

/** A book that begins at the last mark of `index`: what comes from its `bytes` on is the tail. */
export function openedAt(index: LogIndex): LogBook {
  return { ...emptyBook, index, tailFrom: index.lines };
}

/** With more of the log: the same part of it as bytes, and as text without a cut character. */
export function bookWith(book: LogBook, bytes: Uint8Array, text: string): LogBook {
  return { ...book, index: grownIndex(book.index, bytes), tail: grown(book.tail, text) };
}

export function withBlock(book: LogBook, block: number, text: string): LogBook {
  const blocks = new Map(book.blocks);
  blocks.delete(block);
  blocks.set(block, linesOf(text));
  for (const oldest of blocks.keys()) {
    if (blocks.size <= BLOCKS_MAX) break;
    blocks.delete(oldest);
  }
  return { ...book, blocks };
}

/** How many lines there are to see. */
export function linesIn({ tail, tailFrom }: LogBook): number {
  return tailFrom + tail.dropped + lineCount(tail);
}

/** A line, or undefined where its block must be fetched first. */
export function lineIn({ tail, tailFrom, blocks }: LogBook, line: number): LogLine | undefined {
  const inTail = line - tailFrom - tail.dropped;
  if (inTail >= 0) return tail.lines[inTail];
  return blocks.get(Math.floor(line / BLOCK_LINES))?.[line % BLOCK_LINES];
}

/** Blocks to be fetched before the lines `first` to `last` can be seen, each with its bytes. */
export function missingBlocks(
  book: LogBook,
  first: number,
  last: number,
): { block: number; from: number; to: number }[] {
  const missing: { block: number; from: number; to: number }[] = [];
  for (let block = Math.floor(first / BLOCK_LINES); block <= Math.floor(last / BLOCK_LINES); block += 1) {
    const from = book.index.marks[block];
    const to = book.index.marks[block + 1];
    const known = book.blocks.has(block) || block * BLOCK_LINES >= book.tailFrom + book.tail.dropped;
    if (!known && from !== undefined && to !== undefined) missing.push({ block, from, to });
  }
  return missing;
}

/** A colour that was switched on in an earlier block does not reach into this one: finding it out would mean reading everything. */
function linesOf(text: string): LogLine[] {
  let begin = plain;
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      const read = { text: line, begin };
      if (line.includes('\x1b')) begin = piecesOf(line, begin).end;
      return read;
    });
}
