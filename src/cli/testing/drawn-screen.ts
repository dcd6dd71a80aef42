import { widthOf } from '../terminal/fit.ts';
import type { Screen } from '../terminal/terminal.ts';

/**
 * What a terminal shows after it was written to, row by row, scrolled-off rows included. Knows the few orders that this folder gives
 * (cursor up, clear to the line's end, clear below, one frame at a time) and fails on any other, so none slips in unseen.
 */
export function drawnScreen(written: string, { columns }: Screen): string[] {
  const rows: string[] = [''];
  let row = 0;
  for (const [token, up] of written.matchAll(/\x1b\[(\d+)A|\x1b\[[?\d]*[a-zA-Z]|\n|\r|[^\x1b\n\r]+/g)) {
    if (up !== undefined) row = Math.max(0, row - Number(up));
    else if (token === '\n') rows[(row += 1)] ??= '';
    else if (token === '\x1b[J') rows.splice(row, rows.length, '');
    else if (token.startsWith('\x1b')) expectKnown(token);
    else if (token !== '\r') {
      if (widthOf(token) > columns) throw new Error(`"${token}" wraps on a screen of ${columns} columns`);
      rows[row] = token;
    }
  }
  return rows;
}

/** Lines are written whole, so clearing to the end of one changes nothing here. */
function expectKnown(order: string): void {
  if (!['\x1b[K', '\x1b[?2026h', '\x1b[?2026l'].includes(order))
    throw new Error(`unexpected order ${JSON.stringify(order)}`);
}
