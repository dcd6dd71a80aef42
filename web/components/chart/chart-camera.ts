import {
  between,
  framed,
  inSight,
  panned,
  zoomed,
  type Camera,
  type Point,
  type Rect,
  type Size,
} from '../../live/camera.ts';
import type { ChartPicture } from './chart-picture.ts';

const FIT_MARGIN_PX = 28;
const FRAME_MARGIN_PX = 90;
const GLIDE_MS = 320;
const READABLE_SCALE = 0.85;
/** Below this not even enlarged labels can be read, so a step that is opened is gone to. */
const UNREADABLE_SCALE = 0.33;

/** Looks at a picture. A pane that changes its size keeps the whole chart in view for as long as nobody has moved it. */
export interface ChartCamera {
  /** Shows the whole chart. */
  fit: () => void;
  /** Around a point of the pane, or around its middle. */
  zoomBy: (factor: number, still?: Point) => void;
  panBy: (by: Point) => void;
  /** Goes to a part of the chart and close enough to read it. */
  frame: (rect: Rect) => void;
  /** Moves just as far as needed to see a part of the chart. */
  reveal: (rect: Rect) => void;
  /** Shows the step that was opened: where the chart is too small to read, by going there; undefined goes back from there. */
  attend: (rect: Rect | undefined) => void;
  dispose: () => void;
}

export function pointCamera(host: HTMLElement, picture: ChartPicture): ChartCamera {
  let camera: Camera = { x: 0, y: 0, scale: 1 };
  let fitted = true;
  let attending = false;
  let frameRequest = 0;
  const pane = (): Size => ({ width: host.clientWidth, height: host.clientHeight });
  const whole = () => framed(picture.content, pane(), Math.min(FIT_MARGIN_PX, host.clientWidth * 0.04));
  const jump = (to: Camera) => {
    cancelAnimationFrame(frameRequest);
    camera = to;
    picture.look(camera);
  };
  const glide = (to: Camera) => {
    cancelAnimationFrame(frameRequest);
    const from = camera;
    const begin = performance.now();
    const step = (now: number) => {
      const part = wantsCalm() ? 1 : Math.min(1, (now - begin) / GLIDE_MS);
      camera = between(from, to, 1 - (1 - part) ** 3);
      picture.look(camera);
      if (part < 1) frameRequest = requestAnimationFrame(step);
    };
    frameRequest = requestAnimationFrame(step);
  };
  const sizes = new ResizeObserver(() => {
    if (fitted && host.clientWidth > 0) jump(whole());
  });
  sizes.observe(host);
  jump(whole());
  return {
    fit: () => {
      fitted = true;
      glide(whole());
    },
    zoomBy: (factor, still) => {
      fitted = false;
      jump(zoomed(camera, factor, still ?? { x: host.clientWidth / 2, y: host.clientHeight / 2 }));
    },
    panBy: (by) => {
      fitted = false;
      jump(panned(camera, by, picture.content, pane()));
    },
    frame: (rect) => {
      fitted = false;
      glide(framed(rect, pane(), FRAME_MARGIN_PX, READABLE_SCALE));
    },
    reveal: (rect) => {
      const to = inSight(camera, rect, pane(), 24);
      if (to.x === camera.x && to.y === camera.y) return;
      fitted = false;
      glide(to);
    },
    attend: (rect) => {
      if (rect && (attending || camera.scale < UNREADABLE_SCALE)) {
        attending = true;
        fitted = false;
        glide(framed(rect, pane(), FRAME_MARGIN_PX, READABLE_SCALE));
      } else if (!rect && attending) {
        attending = false;
        fitted = true;
        glide(whole());
      }
    },
    dispose: () => {
      cancelAnimationFrame(frameRequest);
      sizes.disconnect();
    },
  };
}

function wantsCalm(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
