import { around, type Camera, type Rect } from '../../live/camera.ts';
import type { ChartPaint } from '../../live/chart-paint.ts';
import { dressNode, type ChartNodePart } from './chart-node.ts';
import { readSvg } from './read-svg.ts';

/** Screen pixels a chart unit should at least have for its label, and for its marks, to be read. */
const READABLE_LABEL_SCALE = 0.72;
const READABLE_MARK_SCALE = 0.6;

/** The drawn chart in the page, ready to be painted, looked at from anywhere, and walked by keyboard. */
export interface ChartPicture {
  svg: SVGSVGElement;
  /** All that is drawn. */
  content: Rect;
  nodes: ReadonlyMap<string, ChartNodePart>;
  paint: (paint: ChartPaint) => void;
  select: (node: string | undefined) => void;
  look: (camera: Camera) => void;
  /** The one node that Tab reaches; the arrow keys lead from it to the others. */
  rove: (node: string) => void;
}

/** Puts the drawing into `host`; undefined where it can't be read. */
export function hangPicture(host: HTMLElement, text: string): ChartPicture | undefined {
  const svg = readSvg(text);
  if (!svg) return undefined;
  const scene = document.createElementNS(svg.namespaceURI, 'g') as SVGGElement;
  scene.append(...svg.childNodes);
  svg.append(scene);
  for (const name of ['viewBox', 'width', 'height', 'fill']) svg.removeAttribute(name);
  svg.setAttribute('role', 'group');
  host.replaceChildren(svg);
  const elements = [...scene.querySelectorAll<SVGGElement>('.pele-nodes > [data-id], .pele-node[data-id]')];
  const nodes = new Map(
    elements.map((element, index) => [element.getAttribute('data-id') ?? '', dressNode(element, index)]),
  );
  const edges = edgesOf(scene);
  return {
    svg,
    nodes,
    content: around([...nodes.values()].map((node) => node.rect).concat(scene.getBBox())) ?? scene.getBBox(),
    paint: (paint) => {
      for (const [id, node] of nodes) node.paint(paint.nodes[id] ?? { status: 'idle', took: '', spoken: id });
      for (const [id, parts] of edges) paintEdge(parts, paint.edges[id]);
    },
    select: (selected) => {
      for (const [id, { element }] of nodes) element.setAttribute('aria-pressed', String(id === selected));
    },
    look: (camera) => {
      scene.setAttribute('transform', `translate(${camera.x},${camera.y}) scale(${camera.scale})`);
      svg.style.setProperty('--label-help', String(Math.max(1, READABLE_LABEL_SCALE / camera.scale)));
      svg.style.setProperty('--mark-help', String(Math.min(1.7, Math.max(1, READABLE_MARK_SCALE / camera.scale))));
    },
    rove: (reached) => {
      for (const [id, { element }] of nodes) element.setAttribute('tabindex', id === reached ? '0' : '-1');
    },
  };
}

/** An edge's line and its label are drawn apart from each other. */
function edgesOf(scene: SVGGElement): Map<string, SVGElement[]> {
  const edges = new Map<string, SVGElement[]>();
  for (const part of scene.querySelectorAll<SVGElement>('.pele-edge[data-id], .pele-edge-label[data-id]')) {
    const id = part.getAttribute('data-id') ?? '';
    edges.set(id, [...(edges.get(id) ?? []), part]);
  }
  return edges;
}

function paintEdge(parts: readonly SVGElement[], state: 'taken' | 'live' | undefined): void {
  for (const part of parts) {
    if (part.getAttribute('data-edge') === (state ?? null)) continue;
    if (state === undefined) part.removeAttribute('data-edge');
    else part.setAttribute('data-edge', state);
    // What comes last is drawn on top: a taken edge is not to be crossed out by others.
    if (state !== undefined) part.parentElement?.append(part);
  }
}
