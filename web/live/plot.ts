/** A line over time, with the band in which its value may be. */
export interface Line {
  name: string;
  /** What the others are held against: drawn as a boundary. */
  limit?: boolean;
  points: readonly { at: number; value: number; low?: number | undefined; high?: number | undefined }[];
}

/** What a picture of lines needs: each as an SVG path in a box, and where the ticks stand. */
export interface Plot {
  lines: { name: string; limit: boolean; path: string; band: string; end: { x: number; y: number } }[];
  /** Round values to read heights by, with where they stand. */
  ticks: { value: number; y: number }[];
  /** The boundary's height; undefined without one. */
  boundary: number | undefined;
  top: number;
  bottom: number;
  from: number;
  to: number;
}

export interface Box {
  width: number;
  height: number;
}

/** Room above the highest value, so that it does not stick to the edge. */
const HEADROOM = 1.12;

/**
 * The lines laid out in `box`; undefined where there are no two moments to draw between. `boundary` is always in the picture, and with `span`
 * so is that time: pictures of the same time stand under each other moment by moment.
 */
export function plotOf(
  lines: readonly Line[],
  box: Box,
  boundary?: number,
  span?: { from: number; to: number },
): Plot | undefined {
  const points = lines.flatMap((line) => line.points);
  const from = Math.min(...points.map(({ at }) => at), span?.from ?? Infinity);
  const to = Math.max(...points.map(({ at }) => at), span?.to ?? -Infinity);
  if (points.length === 0 || !(to > from)) return undefined;
  const values = points.flatMap(({ value, high, low }) => [value, high ?? value, low ?? value]);
  const bottom = Math.min(0, ...values);
  const top = Math.max(boundary ?? 0, ...values, bottom + Number.EPSILON) * HEADROOM;
  const x = (at: number) => round(((at - from) / (to - from)) * box.width);
  const y = (value: number) => round(box.height - ((value - bottom) / (top - bottom)) * box.height);
  return {
    lines: lines
      .filter((line) => line.points.length > 0)
      .map((line) => {
        const last = line.points.at(-1) ?? { at: from, value: 0 };
        return {
          name: line.name,
          limit: line.limit === true,
          path: pathOf(line.points.map(({ at, value }) => [x(at), y(value)])),
          band: bandOf(line, x, y),
          end: { x: x(last.at), y: y(last.value) },
        };
      }),
    ticks: ticksBetween(bottom, top).map((value) => ({ value, y: y(value) })),
    boundary: boundary === undefined ? undefined : y(boundary),
    top,
    bottom,
    from,
    to,
  };
}

/** A line that stays where it is until the next point: how traffic is split. */
export function stepped(points: Line['points'], until: number): Line['points'] {
  return points.flatMap((point, index) => {
    const end = points[index + 1]?.at ?? until;
    return end > point.at ? [point, { ...point, at: end }] : [point];
  });
}

/** More would be a ruler instead of a hint. */
const TICKS_MAX = 3;

/** Round values between two, zero among them where it lies between: 0, 20, 40. */
function ticksBetween(bottom: number, top: number): number[] {
  const rough = (top - bottom) / TICKS_MAX;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = magnitude * ([1, 2, 5].find((each) => each * magnitude >= rough) ?? 10);
  const first = Math.ceil(bottom / step);
  const count = Math.min(TICKS_MAX + 1, Math.floor(top / step) - first + 1);
  return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step);
}

function bandOf({ points }: Line, x: (at: number) => number, y: (value: number) => number): string {
  const known = points.filter(({ low, high }) => low !== undefined && high !== undefined);
  if (known.length < 2) return '';
  const above = known.map(({ at, high = 0 }): [number, number] => [x(at), y(high)]);
  const below = known.map(({ at, low = 0 }): [number, number] => [x(at), y(low)]).reverse();
  return `${pathOf([...above, ...below])}Z`;
}

function pathOf(places: readonly [number, number][]): string {
  return places.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
