import type { Point, Rect } from '../../live/camera.ts';
import type { NodePaint } from '../../live/chart-paint.ts';
import { GLYPHS } from '../glyphs.ts';

const SVG = 'http://www.w3.org/2000/svg';
const STRIPE_WIDTH = 7;
const RING_GAP = 7;
const BAR_INSET = 8;
const BAR_HEIGHT = 4;

/** A node of the drawn chart with the page's own parts on it: mark, time, stripe, focus ring. */
export interface ChartNodePart {
  element: SVGGElement;
  /** Its place in the chart. */
  rect: Rect;
  paint: (paint: NodePaint) => void;
}

/** Dresses a node. It must stand in the document, since its size is measured. */
export function dressNode(element: SVGGElement, index: number): ChartNodePart {
  const shapes = [...element.querySelectorAll<SVGGraphicsElement>('rect,path,circle,ellipse,line,polyline,polygon')];
  for (const shape of shapes) shape.classList.add(shape.getAttribute('fill') === 'none' ? 'outline' : 'shape');
  const [body] = shapes;
  const box = body ? body.getBBox() : element.getBBox();
  const slanted = body?.localName === 'polygon';
  giveLabelRoom(element, box, slanted);
  if (body) addStripe(element, body, box, index);
  const ring = added(element, 'rect', { class: 'ring', rx: '12' });
  place(ring, {
    x: box.x - RING_GAP,
    y: box.y - RING_GAP,
    width: box.width + 2 * RING_GAP,
    height: box.height + 2 * RING_GAP,
  });
  const bar = addBar(element, box, slanted);
  const mark = addMark(element, markPlace(box, slanted));
  const time = addTime(element, timePlace(box, slanted));
  element.setAttribute('role', 'button');
  element.setAttribute('tabindex', '-1');
  return { element, rect: placeInChart(element, box), paint: painter(element, mark, time, bar) };
}

function painter(
  element: SVGGElement,
  mark: SVGElement,
  time: SVGTextElement,
  bar: (part: number | undefined) => void,
): (paint: NodePaint) => void {
  let before: NodePaint | undefined;
  return (paint) => {
    if (paint.status !== before?.status) {
      element.setAttribute('data-status', paint.status);
      mark.setAttribute('d', GLYPHS[paint.status]);
    }
    if (paint.part !== before?.part) bar(paint.part);
    if (paint.took !== before?.took) writeTime(time, paint.took);
    if (paint.spoken !== before?.spoken) element.setAttribute('aria-label', paint.spoken);
    before = paint;
  };
}

/** The ground behind the time keeps edges that cross it from crossing it out. */
function writeTime(time: SVGTextElement, text: string): void {
  time.textContent = text;
  const width = text === '' ? 0 : time.getComputedTextLength() + 6;
  time.previousElementSibling?.setAttribute('width', String(width));
  time.previousElementSibling?.setAttribute('x', String(-width));
}

/** How far the label may grow inside the shape when the whole chart is small on the screen. */
function giveLabelRoom(element: SVGGElement, box: DOMRect, slanted: boolean): void {
  for (const label of element.querySelectorAll<SVGGraphicsElement>('text')) {
    const text = label.getBBox();
    if (text.width === 0) continue;
    const wide = text.width / box.width;
    const high = text.height / box.height;
    const room = slanted ? 0.9 / (wide + high) : Math.min(0.88 / wide, 0.86 / high);
    label.style.setProperty('--room', String(Math.max(1, Math.min(1.35, room))));
  }
}

/** The fill that the team drew, as a thin stripe inside the shape. */
function addStripe(element: SVGGElement, body: SVGGraphicsElement, box: DOMRect, index: number): void {
  const colour = element.getAttribute('data-stripe') ?? body.getAttribute('data-drawn-fill');
  if (colour === null) return;
  const clip = added(element, 'clipPath', { id: `stripe-${index}` });
  const shape = body.cloneNode(false) as SVGElement;
  shape.removeAttribute('class');
  clip.append(shape);
  const stripe = document.createElementNS(SVG, 'rect');
  stripe.setAttribute('class', 'stripe');
  stripe.setAttribute('fill', colour);
  stripe.setAttribute('clip-path', `url(#stripe-${index})`);
  place(stripe, { x: box.x, y: box.y, width: STRIPE_WIDTH, height: box.height });
  body.after(stripe);
}

/** How far the step is, along its lower edge; on a diamond there is no edge to stand on. */
function addBar(element: SVGGElement, box: DOMRect, slanted: boolean): (part: number | undefined) => void {
  const width = box.width - 2 * BAR_INSET;
  const at = { x: box.x + BAR_INSET, y: box.y + box.height - BAR_INSET, height: BAR_HEIGHT };
  const ground = added(element, 'rect', { class: 'bar-ground', rx: '2', visibility: 'hidden' });
  const done = added(element, 'rect', { class: 'bar-done', rx: '2', visibility: 'hidden' });
  return (part) => {
    const shown = part === undefined || slanted ? 'hidden' : 'visible';
    place(ground, { ...at, width });
    place(done, { ...at, width: width * (part ?? 0) });
    for (const bar of [ground, done]) bar.setAttribute('visibility', shown);
  };
}

function addMark(element: SVGGElement, at: Point): SVGElement {
  const group = added(element, 'g', { class: 'mark', transform: `translate(${at.x},${at.y})` });
  const grown = added(group, 'g', { class: 'mark-grown' });
  added(grown, 'circle', { class: 'mark-disc', r: '11' });
  return added(grown, 'path', { class: 'mark-sign', d: '' });
}

function addTime(element: SVGGElement, at: Point): SVGTextElement {
  const group = added(element, 'g', { class: 'took', transform: `translate(${at.x},${at.y})` });
  const grown = added(group, 'g', { class: 'took-grown' });
  added(grown, 'rect', { class: 'took-ground', height: '16', y: '2', rx: '4' });
  return added(grown, 'text', { class: 'took-text', 'text-anchor': 'end', x: '-3', y: '14.5' }) as SVGTextElement;
}

/** On the upper left corner; on a diamond in the middle of its upper left side. */
function markPlace(box: DOMRect, slanted: boolean): Point {
  if (slanted) return { x: box.x + box.width * 0.21, y: box.y + box.height * 0.2 };
  return { x: box.x - 1, y: box.y - 1 };
}

/** Under the lower right corner, clear of the label and mostly of the edges. */
function timePlace(box: DOMRect, slanted: boolean): Point {
  if (slanted) return { x: box.x + box.width, y: box.y + box.height * 0.66 };
  return { x: box.x + box.width, y: box.y + box.height };
}

function placeInChart(element: SVGGElement, box: DOMRect): Rect {
  const matrix = element.transform.baseVal.consolidate()?.matrix;
  return { x: box.x + (matrix?.e ?? 0), y: box.y + (matrix?.f ?? 0), width: box.width, height: box.height };
}

function added(parent: SVGElement, name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent.append(element);
  return element;
}

function place(element: SVGElement, rect: Rect): void {
  for (const key of ['x', 'y', 'width', 'height'] as const) element.setAttribute(key, String(rect[key]));
}
