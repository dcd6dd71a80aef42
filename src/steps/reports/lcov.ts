import type { ReportRead } from './numbers.ts';

/** Line coverage of an LCOV file in percent. @throws Error where it holds no lines at all */
export function readLcov(text: string): ReportRead {
  let found = 0;
  let hit = 0;
  for (const line of text.split('\n')) {
    if (line.startsWith('LF:')) found += count(line);
    else if (line.startsWith('LH:')) hit += count(line);
  }
  if (found === 0) throw new Error('it names no line of code (LF: records), so there is no coverage to speak of');
  return { numbers: { coverage: (100 * hit) / found }, failed: [] };
}

function count(record: string): number {
  const value = Number(record.slice(3));
  return Number.isFinite(value) && value >= 0 ? value : 0;
}
