import type { EnvironmentHistory } from '../../src/api/shapes.ts';
import { stepped, type Line } from './plot.ts';

/** What is drawn before and after a change, so that it is seen as a change. */
const MARGIN_PART = 0.08;
const MARGIN_MS_LEAST = 1_000;

/** How traffic was split during the last run's change, a line a colour; until `now` where it still goes on. */
export function splitLines({ splits, happenings, lastRun }: EnvironmentHistory, now: number | undefined): Line[] {
  const begin = Math.min(...happenings.filter(({ runId }) => runId === lastRun).map(({ at }) => at));
  const first = Math.max(
    0,
    splits.findLastIndex(({ at }) => at < begin),
  );
  const shown = splits.slice(first);
  const from = Number.isFinite(begin) ? begin : (shown[0]?.at ?? 0);
  const last = shown.at(-1)?.at ?? from;
  const margin = Math.max(MARGIN_MS_LEAST, (last - from) * MARGIN_PART);
  const line = (name: 'blue' | 'green'): Line => ({
    name,
    points: stepped(
      shown.map((split) => ({ at: Math.max(split.at, from - margin), value: split[name] })),
      now ?? last + margin,
    ),
  });
  return [line('blue'), line('green')];
}
