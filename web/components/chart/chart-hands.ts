import type { Point } from '../../live/camera.ts';
import type { ChartCamera } from './chart-camera.ts';

/** A press that moves further than this is a drag and no click. */
const DRAG_PX = 5;

/** Wheel, drag and pinch on the chart. `onMove` hears of every movement by hand. Gives back what takes the hands off again. */
export function layHands(host: HTMLElement, camera: ChartCamera, onMove: () => void): () => void {
  const off = new AbortController();
  const fingers = new Map<number, Point>();
  let dragging = false;
  let start: Point = { x: 0, y: 0 };

  const down = (event: PointerEvent) => {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    fingers.set(event.pointerId, pointOf(event));
    dragging = fingers.size > 1;
    start = pointOf(event);
  };
  const move = (event: PointerEvent) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = pointOf(event);
    if (!dragging && distance(start, now) < DRAG_PX) return;
    if (!dragging) host.setPointerCapture(event.pointerId);
    dragging = true;
    onMove();
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) pinch(camera, host, before, now, other);
    else camera.panBy({ x: now.x - before.x, y: now.y - before.y });
    fingers.set(event.pointerId, now);
  };
  const up = (event: PointerEvent) => {
    fingers.delete(event.pointerId);
  };
  const click = (event: MouseEvent) => {
    if (dragging) event.stopPropagation();
    dragging = false;
  };
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    onMove();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    if (event.shiftKey) camera.panBy({ x: -(event.deltaX || event.deltaY) * lines, y: 0 });
    else camera.zoomBy(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0018)), within(host, pointOf(event)));
  };

  const { signal } = off;
  host.addEventListener('pointerdown', down, { signal });
  host.addEventListener('pointermove', move, { signal });
  host.addEventListener('pointerup', up, { signal });
  host.addEventListener('pointercancel', up, { signal });
  host.addEventListener('click', click, { signal, capture: true });
  host.addEventListener('wheel', wheel, { signal, passive: false });
  return () => off.abort();
}

/** Two fingers: the chart under them stays under them. */
function pinch(camera: ChartCamera, host: HTMLElement, before: Point, now: Point, other: Point): void {
  const still = within(host, middle(now, other));
  const was = within(host, middle(before, other));
  camera.panBy({ x: still.x - was.x, y: still.y - was.y });
  camera.zoomBy(distance(now, other) / Math.max(1, distance(before, other)), still);
}

function pointOf(event: MouseEvent): Point {
  return { x: event.clientX, y: event.clientY };
}

function within(host: HTMLElement, point: Point): Point {
  const box = host.getBoundingClientRect();
  return { x: point.x - box.left, y: point.y - box.top };
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
