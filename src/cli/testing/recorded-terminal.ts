import type { Screen, Terminal } from '../terminal/terminal.ts';

/** A terminal that remembers: for this folder's tests. */
export interface RecordedTerminal extends Terminal {
  /** All that was written, escapes included. */
  written(): string;
  /** The lines of the answer. */
  lines(): string[];
  /** What was said beside it. */
  asides(): string[];
}

/** @param screen undefined as where the answer goes to a file */
export function recordedTerminal(screen?: Screen): RecordedTerminal {
  let written = '';
  const asides: string[] = [];
  return {
    line: (text = '') => void (written += `${text}\n`),
    write: (text) => {
      written += text;
      return Promise.resolve();
    },
    aside: (text) => void asides.push(...text.split('\n')),
    screen: () => screen,
    colours: screen !== undefined,
    paint: (_, text) => text,
    written: () => written,
    lines: () => written.replace(/\n$/, '').split('\n'),
    asides: () => asides,
  };
}
