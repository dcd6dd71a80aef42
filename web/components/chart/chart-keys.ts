import { nearest, type Direction } from '../../live/camera.ts';
import type { ChartCamera } from './chart-camera.ts';
import type { ChartPicture } from './chart-picture.ts';

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};
const PAN_PX = 90;
const ZOOM = 1.25;

/** The keyboard on the chart: arrows walk from node to node, Enter opens, Shift and arrows pan, `+` `-` zoom, `0` fits. True where it took the key. */
export function pressKey(
  event: KeyboardEvent,
  picture: ChartPicture,
  camera: ChartCamera,
  open: (node: string) => void,
): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const direction = DIRECTIONS[event.key];
  if (direction) return event.shiftKey ? pan(camera, direction) : walk(picture, camera, direction);
  const node = focusedNode();
  switch (event.key) {
    case 'Enter':
    case ' ':
      if (node !== undefined) open(node);
      return node !== undefined;
    case '+':
    case '=':
      camera.zoomBy(ZOOM);
      return true;
    case '-':
      camera.zoomBy(1 / ZOOM);
      return true;
    case '0':
      camera.fit();
      return true;
    default:
      return false;
  }
}

function pan(camera: ChartCamera, direction: Direction): boolean {
  const x = { left: PAN_PX, right: -PAN_PX, up: 0, down: 0 }[direction];
  const y = { left: 0, right: 0, up: PAN_PX, down: -PAN_PX }[direction];
  camera.panBy({ x, y });
  return true;
}

function walk(picture: ChartPicture, camera: ChartCamera, direction: Direction): boolean {
  const node = focusedNode();
  if (node === undefined) return false;
  const rects = Object.fromEntries([...picture.nodes].map(([id, part]) => [id, part.rect]));
  const next = nearest(rects, node, direction);
  const part = next === undefined ? undefined : picture.nodes.get(next);
  if (next === undefined || !part) return true;
  picture.rove(next);
  part.element.focus({ preventScroll: true });
  camera.reveal(part.rect);
  return true;
}

function focusedNode(): string | undefined {
  return document.activeElement?.closest('[data-id]')?.getAttribute('data-id') ?? undefined;
}
