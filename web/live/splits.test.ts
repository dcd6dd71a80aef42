import { expect, test } from 'vitest';
import { splitLines } from './splits.ts';

const happening = (at: number, runId: string) => ({ at, runId, sentence: '', tone: 'neutral' as const });

test('only the last run’s change is drawn, with what was before it', () => {
  const history = {
    splits: [
      { at: 0, blue: 100, green: 0 },
      { at: 5_000_000, blue: 95, green: 5 },
      { at: 5_010_000, blue: 100, green: 0 },
    ],
    happenings: [happening(5_010_000, 'b'), happening(5_000_000, 'b'), happening(0, 'a')],
    lastRun: 'b',
  };
  const [blue, green] = splitLines(history, undefined);
  expect(blue?.points.map(({ value }) => value)).toEqual([100, 100, 95, 95, 100, 100]);
  expect(green?.points.map(({ at }) => at)).toEqual([4_999_000, 5_000_000, 5_000_000, 5_010_000, 5_010_000, 5_011_000]);
  expect(splitLines(history, 5_020_000)[0]?.points.at(-1)?.at).toBe(5_020_000);
});
