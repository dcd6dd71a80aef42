/** Mermaid has several names for one shape; a chart is read by one of each. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  rect: 'square',
  proc: 'square',
  process: 'square',
  rectangle: 'square',
  squareRect: 'square',
  pill: 'stadium',
  terminal: 'stadium',
  cyl: 'cylinder',
  db: 'cylinder',
  database: 'cylinder',
  circ: 'circle',
  diam: 'diamond',
  decision: 'diamond',
  question: 'diamond',
  rounded: 'round',
  event: 'round',
};

/** Actors, stores and marks: a node of these shapes needs no settings and is complete at once. */
const PASSIVE_SHAPES: ReadonlySet<string> = new Set(['stadium', 'cylinder', 'circle']);

/** The one name by which a chart knows Mermaid's shape; a node that names none is a rectangle. */
export function shapeName(type: string | undefined): string {
  if (type === undefined) return 'square';
  return Object.hasOwn(OTHER_NAMES, type) ? (OTHER_NAMES[type] ?? type) : type;
}

export function isPassiveShape(shape: string): boolean {
  return PASSIVE_SHAPES.has(shape);
}
