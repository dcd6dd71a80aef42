import type { Fold } from '../../src/lib/log-index.ts';

/** The rows of a log where some folds are closed: of a closed fold only its first line is a row. */
export interface LogRows {
  count: number;
  /** The line of a row. */
  lineAt: (row: number) => number;
  /** The row of a line, or of the closed fold that hides it. */
  rowOf: (line: number) => number;
}

/** `closed` holds the first lines of closed folds. */
export function rowsOf(lines: number, folds: readonly Fold[], closed: ReadonlySet<number>): LogRows {
  const gaps = gapsOf(folds, closed, lines);
  const hidden = gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0);
  return {
    count: lines - hidden,
    lineAt: (row) => gaps.reduce((line, gap) => (gap.from < line ? line + gap.to - gap.from : line), row),
    rowOf: (line) => line - gaps.reduce((sum, gap) => sum + Math.max(0, Math.min(line, gap.to) - gap.from), 0),
  };
}

interface Gap {
  /** The last line before the gap, and the last line in it. */
  from: number;
  to: number;
}

/** The closed folds that stand in no other closed fold, first to last. */
function gapsOf(folds: readonly Fold[], closed: ReadonlySet<number>, lines: number): Gap[] {
  const gaps: Gap[] = [];
  for (const fold of folds.filter(({ from }) => closed.has(from)).sort((a, b) => a.from - b.from)) {
    const around = gaps.at(-1);
    if (around && fold.from <= around.to) continue;
    gaps.push({ from: fold.from, to: Math.min(fold.to, lines - 1) });
  }
  return gaps;
}
