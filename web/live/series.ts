import type { StepHistory } from '../../src/api/shapes.ts';
import { sayName } from './figures.ts';
import type { Line } from './plot.ts';

type Series = StepHistory['series'];

/** A picture of a step's numbers over time. What belongs together follows from their names, never from the kind of the step. */
export interface SeriesPicture {
  title: string;
  lines: Line[];
  /** What the lines are held against. */
  boundary?: number;
  /** What passing the boundary means, by its name. */
  boundaryName?: string;
  unit: 'percent' | 'ms' | 'boundary' | 'number';
}

/**
 * Evidence against its boundary (`evidence.harm.log` beside `evidence.harm.boundary`), and neighbours that were measured alike
 * (`metrics.errors.canary.value` beside `metrics.errors.baseline.value`, with `low` and `high` as the band).
 */
export function picturesOf(series: Series): SeriesPicture[] {
  const names = new Set(series.flatMap(({ numbers }) => Object.keys(numbers)));
  return [...evidence(series, names), ...compared(series, names)];
}

function evidence(series: Series, names: ReadonlySet<string>): SeriesPicture[] {
  const ways = [...names].flatMap((name) =>
    name.endsWith('.log') && names.has(`${before(name)}.boundary`) ? [before(name)] : [],
  );
  if (ways.length === 0) return [];
  return [
    {
      title: 'Evidence',
      boundary: 1,
      boundaryName: 'enough to decide',
      unit: 'boundary',
      lines: ways.map((way) => ({
        name: sayName(lastOf(way)),
        // Below nothing there is no evidence; how far below says nothing to people.
        points: pointsOf(series, (numbers) =>
          Math.max(0, (numbers[`${way}.log`] ?? NaN) / (numbers[`${way}.boundary`] ?? NaN)),
        ),
      })),
    },
  ];
}

function compared(series: Series, names: ReadonlySet<string>): SeriesPicture[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    if (!name.endsWith('.value') || name.split('.').length < 3) continue;
    const arm = before(name);
    groups.set(before(arm), [...(groups.get(before(arm)) ?? []), arm]);
  }
  return [...groups].flatMap(([group, arms]) => {
    const measured = arms.filter((arm) => names.has(`${arm}.low`));
    if (measured.length < 2) return [];
    const isTime = /^p\d+$/.test(lastOf(group));
    const lines = measured.map((arm) => ({
      name: sayName(lastOf(arm)),
      points: pointsOf(series, (numbers) => numbers[`${arm}.value`] ?? NaN).map((point) => {
        const at = series.find((each) => each.at === point.at)?.numbers ?? {};
        return { ...point, low: at[`${arm}.low`], high: at[`${arm}.high`] };
      }),
    }));
    return [{ title: titleOf(lastOf(group)), lines, unit: isTime ? ('ms' as const) : ('percent' as const) }];
  });
}

function titleOf(name: string): string {
  if (name === 'p50') return 'Median latency';
  if (/^p\d+$/.test(name)) return `Latency, ${name}`;
  return sayName(name).replace(/^./, (letter) => letter.toUpperCase());
}

function pointsOf(
  series: Series,
  valueOf: (numbers: Record<string, number>) => number,
): { at: number; value: number }[] {
  return series.flatMap(({ at, numbers }) => {
    const value = valueOf(numbers);
    return Number.isFinite(value) ? [{ at, value }] : [];
  });
}

function before(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}

function lastOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
