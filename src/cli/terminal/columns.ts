import { fit, widthOf } from './fit.ts';
import type { Look, Paint } from './terminal.ts';

export type Cell = string | { text: string; look: Look };

/** Rows as lines whose cells stand below each other, two spaces apart. The last cell of a row is as long as it is. */
export function inColumns(rows: readonly (readonly Cell[])[], paint: Paint): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, widthOf(textOf(cell)))));
  }
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const text = at === row.length - 1 ? textOf(cell) : fit(textOf(cell), widths[at] ?? 0);
        return typeof cell === 'string' ? text : paint(cell.look, text);
      })
      .join('  ')
      .trimEnd(),
  );
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}
