import type { Ranked } from './ranks.ts';

/** A line of the list: one step, or several of one status together. */
export type Row =
  { steps: readonly [Ranked] } | { steps: readonly Ranked[]; folded: 'idle' | 'passed' | 'stopped' | 'any' };

/** Which steps share a line first, and from which end of the list: those furthest from where the run is. */
const FOLDS = [
  { status: 'idle', from: 'end' },
  { status: 'passed', from: 'start' },
  { status: 'stopped', from: 'start' },
] as const;

/** The list in at most `room` lines. What runs, waits or failed keeps a line of its own as long as there is any room for it. */
export function condense(list: readonly Ranked[], room: number): Row[] {
  let rows: Row[] = list.map((each) => ({ steps: [each] }));
  for (const { status, from } of FOLDS) {
    if (rows.length <= room) return rows;
    rows = foldStatus(rows, status, from, rows.length - room + 1);
  }
  if (rows.length <= room) return rows;
  const kept = rows.slice(0, Math.max(0, room - 1));
  return [...kept, { steps: rows.slice(kept.length).flatMap((row) => row.steps), folded: 'any' }];
}

/** Puts `count` single steps of a status, the first or the last ones, into one line where the outermost of them stood. */
function foldStatus(
  rows: readonly Row[],
  status: 'idle' | 'passed' | 'stopped',
  from: 'start' | 'end',
  count: number,
): Row[] {
  const candidates = rows.filter((row) => !('folded' in row) && row.steps[0]?.step.status === status);
  const folding = new Set(from === 'start' ? candidates.slice(0, count) : candidates.slice(-count));
  if (folding.size < 2) return [...rows];
  const folded: Row = { steps: [...folding].flatMap((row) => row.steps), folded: status };
  const outermost = from === 'start' ? candidates[0] : candidates.at(-1);
  return rows.flatMap((row) => {
    if (row === outermost) return [folded];
    return folding.has(row) ? [] : [row];
  });
}
