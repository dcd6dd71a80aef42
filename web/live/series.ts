import type { StepHistory } from '../../src/api/shapes.ts';
import type { Json, JsonObject } from '../../src/lib/json.ts';
import { sayName } from './figures.ts';
import type { Line } from './plot.ts';

type Series = StepHistory['series'];

/** What a number is held against, by its name: `errors: { value: 5, unit: 'points' }`. */
type Limits = Readonly<Record<string, { value: number; unit: string }>>;

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
 * (`metrics.errors.canary.value` beside `metrics.errors.baseline.value`, with `low` and `high` as the band), the
 * last of them with what the step says is too much more than it.
 */
export function picturesOf(series: Series, figures?: Json): SeriesPicture[] {
  const names = new Set(series.flatMap(({ numbers }) => Object.keys(numbers)));
  return [...evidence(series, names), ...compared(series, names, limitsIn(figures))];
}

/** The thresholds of a step's metrics: `{ metrics: [{ metric, threshold: { value, unit } }] }`. */
function limitsIn(figures: Json | undefined): Limits {
  const metrics = asRecord(figures)?.['metrics'];
  if (!Array.isArray(metrics)) return {};
  return Object.fromEntries(
    metrics.flatMap((each) => {
      const { metric, threshold } = asRecord(each) ?? {};
      const { value, unit } = asRecord(threshold) ?? {};
      const known = typeof metric === 'string' && typeof value === 'number' && typeof unit === 'string' && value > 0;
      return known ? [[metric, { value, unit }]] : [];
    }),
  );
}

function asRecord(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

function evidence(series: Series, names: ReadonlySet<string>): SeriesPicture[] {
  const ways = [...names].flatMap((name) =>
    name.endsWith('.log') && names.has(`${before(name)}.boundary`) ? [before(name)] : [],
  );
  if (ways.length === 0) return [];
  return [
    {
      title: 'How sure it is',
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

function compared(series: Series, names: ReadonlySet<string>, limits: Limits): SeriesPicture[] {
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
    const lines: Line[] = measured.map((arm) => ({
      name: sayName(lastOf(arm)),
      points: pointsOf(series, (numbers) => numbers[`${arm}.value`] ?? NaN).map((point) => {
        const at = series.find((each) => each.at === point.at)?.numbers ?? {};
        return { ...point, low: at[`${arm}.low`], high: at[`${arm}.high`] };
      }),
    }));
    const limit = limitLine(lines.at(-1), limits[lastOf(group)]);
    return [
      {
        title: titleOf(lastOf(group)),
        lines: [...lines, ...limit],
        unit: isTime ? ('ms' as const) : ('percent' as const),
      },
    ];
  });
}

/** Where the others would be too bad, moment by moment: so much more than the last of them, or a fixed height. */
function limitLine(than: Line | undefined, limit: Limits[string] | undefined): Line[] {
  if (!than || !limit) return [];
  const { value: by, unit } = limit;
  const heights: Readonly<Record<string, (value: number) => number>> = {
    points: (value) => value + by / 100,
    fraction: (value) => value * (1 + by),
    percent: () => by / 100,
    ms: () => by,
  };
  const height = heights[unit];
  if (!height) return [];
  return [
    { name: 'too much', limit: true, points: than.points.map(({ at, value }) => ({ at, value: height(value) })) },
  ];
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
