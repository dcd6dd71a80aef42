import { type HistoryRead, ticksOf, timeOf, wrong } from './history-read.ts';

const COLUMNS = {
  time: ['t', 'time', 'timestamp', 'date'],
  id: ['instance', 'pod', 'host', 'id'],
  requests: ['requests', 'total', 'count'],
  errors: ['errors', 'failures', 'failed'],
} as const;
type Column = keyof typeof COLUMNS;
const NEEDED = Object.keys(COLUMNS) as Column[];

/** `time,instance,requests,errors` and a row per instance and tick; counts are what happened since the tick before. */
export function readCsv(text: string): HistoryRead {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const names = cellsOf(lines[0] ?? '').map((name) => name.toLowerCase());
  const at = Object.fromEntries(
    NEEDED.map((column) => [column, names.findIndex((name) => (COLUMNS[column] as readonly string[]).includes(name))]),
  ) as Record<Column, number>;
  const missing = NEEDED.filter((column) => at[column] < 0);
  if (missing.length > 0) {
    return {
      problems: missing.map((column) =>
        wrong(
          1,
          `There is no column for the ${column === 'id' ? 'instance' : column}.`,
          `Call it ${COLUMNS[column].join(', ')}; there are ${names.join(', ') || 'no columns'}.`,
        ),
      ),
    };
  }
  const rows: Parameters<typeof ticksOf>[0][number][] = [];
  const problems: ReturnType<typeof wrong>[] = [];
  lines.forEach((line, index) => {
    if (index === 0 || line.trim() === '') return;
    const cells = cellsOf(line);
    const atMs = timeOf(cells[at.time] ?? '');
    const [requests, errors] = [countIn(cells[at.requests]), countIn(cells[at.errors])];
    const id = cells[at.id] ?? '';
    if (atMs === undefined)
      problems.push(
        wrong(
          index + 1,
          `"${cells[at.time] ?? ''}" is no time.`,
          'Write seconds, milliseconds, or 2026-01-31T12:00:00Z.',
        ),
      );
    if (id === '') problems.push(wrong(index + 1, 'The instance is missing.', 'Each row counts one instance.'));
    if (requests === undefined)
      problems.push(
        wrong(index + 1, `"${cells[at.requests] ?? ''}" is no number of requests.`, 'Write a number of at least 0.'),
      );
    if (errors === undefined)
      problems.push(
        wrong(index + 1, `"${cells[at.errors] ?? ''}" is no number of errors.`, 'Write a number of at least 0.'),
      );
    if (atMs !== undefined && requests !== undefined && errors !== undefined) rows.push({ atMs, id, requests, errors });
  });
  return problems.length > 0 ? { problems } : { history: ticksOf(rows) };
}

function cellsOf(line: string): string[] {
  return line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

function countIn(cell: string | undefined): number | undefined {
  const number = cell === undefined || cell === '' ? Number.NaN : Number(cell);
  return number >= 0 && number < Infinity ? number : undefined;
}
