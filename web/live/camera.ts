/** Where the chart is seen from: a point `p` of the chart is at `p * scale + (x, y)` in the pane. */
export interface Camera {
  x: number;
  y: number;
  scale: number;
}
export interface Size {
  width: number;
  height: number;
}
export interface Point {
  x: number;
  y: number;
}
export type Rect = Point & Size;

const LEAST_SCALE = 0.08;
const MOST_SCALE = 3;

/** The camera that shows `rect` whole and in the middle, no larger than `mostScale`. `margin` in pixels of the pane. */
export function framed(rect: Rect, pane: Size, margin: number, mostScale = 1.25): Camera {
  const wide = (pane.width - 2 * margin) / rect.width;
  const high = (pane.height - 2 * margin) / rect.height;
  const scale = clampScale(Math.min(wide, high, mostScale));
  const middle = middleOf(rect);
  return { x: pane.width / 2 - middle.x * scale, y: pane.height / 2 - middle.y * scale, scale };
}

/** Zooms by `factor`; what is at `still` in the pane stays there. */
export function zoomed(camera: Camera, factor: number, still: Point): Camera {
  const scale = clampScale(camera.scale * factor);
  const ratio = scale / camera.scale;
  return { x: still.x - (still.x - camera.x) * ratio, y: still.y - (still.y - camera.y) * ratio, scale };
}

/** Moves by pixels of the pane, but never so far that the chart is out of sight. */
export function panned(camera: Camera, by: Point, content: Rect, pane: Size): Camera {
  const keep = 60;
  const { scale } = camera;
  const left = keep - (content.x + content.width) * scale;
  const top = keep - (content.y + content.height) * scale;
  return {
    x: clamp(camera.x + by.x, left, pane.width - keep - content.x * scale),
    y: clamp(camera.y + by.y, top, pane.height - keep - content.y * scale),
    scale,
  };
}

/** The least move that brings `rect` into the pane. */
export function inSight(camera: Camera, rect: Rect, pane: Size, margin: number): Camera {
  const shift = (from: number, to: number, room: number) => {
    if (from < margin) return margin - from;
    return to > room - margin ? room - margin - to : 0;
  };
  const left = rect.x * camera.scale + camera.x;
  const top = rect.y * camera.scale + camera.y;
  return {
    x: camera.x + shift(left, left + rect.width * camera.scale, pane.width),
    y: camera.y + shift(top, top + rect.height * camera.scale, pane.height),
    scale: camera.scale,
  };
}

/** A camera on the way from one to another; `part` from 0 to 1. Scale moves evenly by factors, as the eye expects. */
export function between(from: Camera, to: Camera, part: number): Camera {
  if (part >= 1) return to;
  const mix = (a: number, b: number) => a + (b - a) * part;
  return { x: mix(from.x, to.x), y: mix(from.y, to.y), scale: Math.exp(mix(Math.log(from.scale), Math.log(to.scale))) };
}

/** The smallest rectangle around all; undefined around nothing. */
export function around(rects: readonly Rect[]): Rect | undefined {
  if (rects.length === 0) return undefined;
  const x = Math.min(...rects.map((rect) => rect.x));
  const y = Math.min(...rects.map((rect) => rect.y));
  const right = Math.max(...rects.map((rect) => rect.x + rect.width));
  const bottom = Math.max(...rects.map((rect) => rect.y + rect.height));
  return { x, y, width: right - x, height: bottom - y };
}

export type Direction = 'up' | 'down' | 'left' | 'right';

/** The name of the nearest rectangle in a direction, so that arrow keys walk the chart as the eye does. */
export function nearest(rects: Readonly<Record<string, Rect>>, from: string, direction: Direction): string | undefined {
  const start = rects[from];
  if (!start) return undefined;
  let best: { name: string; cost: number } | undefined;
  for (const [name, rect] of Object.entries(rects)) {
    const cost = costOfWay(middleOf(start), middleOf(rect), direction);
    if (name !== from && cost !== undefined && cost < (best?.cost ?? Infinity)) best = { name, cost };
  }
  return best?.name;
}

/** Straight on is cheap, sideways is dear, back is impossible. */
function costOfWay(from: Point, to: Point, direction: Direction): number | undefined {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const onward = { up: -dy, down: dy, left: -dx, right: dx }[direction];
  const sideways = Math.abs(direction === 'up' || direction === 'down' ? dx : dy);
  return onward <= 1 ? undefined : onward + 2 * sideways;
}

function middleOf(rect: Rect): Point {
  return { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
}

function clampScale(scale: number): number {
  return clamp(scale, LEAST_SCALE, MOST_SCALE);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most));
}
