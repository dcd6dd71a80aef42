import { styleText } from 'node:util';
import { EXIT } from '../exit-code.ts';
import type { Screen, Terminal } from './terminal.ts';

/** What a terminal has that does not tell its size. */
const USUAL_SCREEN: Screen = { columns: 80, rows: 24 };

/** The terminal, file or program that this process writes to. Colours follow NO_COLOR, FORCE_COLOR and whether a terminal reads. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  endQuietlyWhenUnread(stdout);
  endQuietlyWhenUnread(stderr);
  const paint: Terminal['paint'] = (look, text) => styleText(look, text, { stream: stdout });
  return {
    line: (text = '') => void stdout.write(`${text}\n`),
    write: (text) => written(stdout, text),
    aside: (text) => void stderr.write(`${text}\n`),
    screen: () => screenOf(stdout),
    colours: paint('bold', 'x') !== 'x',
    paint,
  };
}

function screenOf(stdout: NodeJS.WriteStream): Screen | undefined {
  if (!stdout.isTTY || process.env['TERM'] === 'dumb') return undefined;
  return { columns: stdout.columns || USUAL_SCREEN.columns, rows: stdout.rows || USUAL_SCREEN.rows };
}

function written(stdout: NodeJS.WriteStream, text: string): Promise<void> {
  if (stdout.write(text)) return Promise.resolve();
  return new Promise((resolve) => stdout.once('drain', resolve));
}

/** `shipchart runs | head -3` has what it wants after three lines: no reason for a stack trace. */
function endQuietlyWhenUnread(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT.unread);
  });
}
