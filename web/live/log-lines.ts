import { piecesOf, plain, type Look } from './ansi.ts';

/** More lines than this are not kept at the end of a log; the oldest go, and are fetched again where they are looked at. */
export const KEPT_LINES = 20_000;
/** Of a longer line the rest is not kept, so that a program that never breaks its line can't fill the page. */
const LINE_CHARACTERS = 100_000;

export interface LogLine {
  text: string;
  /** The look in which the line begins: a colour may be switched on lines before. */
  begin: Look;
}

/** A log as it grows. The last line is open: what comes next may continue it. */
export interface LogLines {
  lines: readonly LogLine[];
  /** Lines that were let go before the first. */
  dropped: number;
}

export const emptyLog: LogLines = { lines: [], dropped: 0 };

/** The log with more text at its end, however that text was cut. */
export function grown(log: LogLines, text: string): LogLines {
  if (text === '') return log;
  const lines = [...log.lines];
  const open = lines.pop() ?? { text: '', begin: plain };
  let begin = open.begin;
  for (const part of broken(open.text + text)) {
    lines.push({ text: part, begin });
    if (part.includes('\x1b')) begin = piecesOf(part, begin).end;
  }
  const over = Math.max(0, lines.length - KEPT_LINES);
  return { lines: over > 0 ? lines.slice(over) : lines, dropped: log.dropped + over };
}

/** How many lines there are to see; an open line with nothing in it is not one. */
export function lineCount({ lines }: LogLines): number {
  return lines.at(-1)?.text === '' ? lines.length - 1 : lines.length;
}

function broken(text: string): string[] {
  return text.split('\n').map((line) => line.slice(0, LINE_CHARACTERS));
}
