/** A node's id where it stands in a chart's text, as an offset in UTF-16 units. */
export interface Occurrence {
  id: string;
  offset: number;
}

export interface Scanned {
  nodes: Occurrence[];
  links: { from: string; to: string; offset: number }[];
}

/**
 * Where ids and links stand in the text of a chart that is known to parse. `ids` are all ids in it; what is not one of
 * them where a node is expected is passed over to the end of its statement.
 */
export function scanFlowchart(text: string, ids: readonly string[]): Scanned {
  const source = blank(text);
  const known = byFirstCharacter(ids);
  const scanned: Scanned = { nodes: [], links: [] };
  let at = skip(source, HEADER, 0);
  while (at < source.length) {
    const start = skip(source, /[\s;]+/y, at);
    at = scanStatement(source, start, known, scanned);
    // A statement that is not understood still moves the scan onward.
    if (at <= start) at = start + 1;
  }
  return scanned;
}

const HEADER = /\s*(?:flowchart-elk|flowchart|graph)[^\n;]*/y;
const STYLE = /style\s+/y;
const OTHER_STATEMENT =
  /(?:linkStyle|classDef|class|click|direction|subgraph)(?=\s)|end(?=[\s;]|$)|accTitle\s*:|accDescr\s*:/y;
const LONG_DESCRIPTION = /accDescr\s*\{[^}]*\}/y;

/** Front matter, directives and comments stand aside, at equal length so that offsets hold. */
function blank(text: string): string {
  const spaces = (part: string) => part.replace(/[^\n]/g, ' ');
  return text
    .replace(/^\s*---\s*\n[\s\S]*?\n\s*---\s*(?:\n|$)/, spaces)
    .replace(/%%\{[\s\S]*?\}%%/g, spaces)
    .replace(/^\s*%%[^\n]*/gm, spaces);
}

type Known = ReadonlyMap<string, readonly string[]>;

/** Longest first, because `A` is no node where `A1` stands. */
function byFirstCharacter(ids: readonly string[]): Known {
  const groups = Map.groupBy(new Set(ids), (id) => id.slice(0, 1));
  for (const group of groups.values()) group.sort((a, b) => b.length - a.length);
  return groups;
}

function scanStatement(source: string, at: number, known: Known, scanned: Scanned): number {
  const styled = skip(source, STYLE, at);
  if (styled > at) {
    // Styling a node that stands nowhere else is enough for Mermaid to draw it.
    const id = idAt(source, styled, known);
    if (id !== undefined) scanned.nodes.push({ id, offset: styled });
    return statementEnd(source, styled);
  }
  const described = skip(source, LONG_DESCRIPTION, at);
  if (described > at) return described;
  if (skip(source, OTHER_STATEMENT, at) > at) return statementEnd(source, at);
  return scanChain(source, at, known, scanned);
}

/** `A & B -->|text| C --> D` */
function scanChain(source: string, start: number, known: Known, scanned: Scanned): number {
  let at = start;
  let link: { from: string[]; offset: number } | undefined;
  for (;;) {
    const side = scanSide(source, at, known, scanned.nodes);
    if (side === undefined) return statementEnd(source, at);
    for (const from of link?.from ?? []) {
      for (const to of side.ids) scanned.links.push({ from, to, offset: link?.offset ?? 0 });
    }
    const next = scanLink(source, side.end);
    if (next === undefined) return side.end;
    link = { from: side.ids, offset: next.offset };
    at = next.end;
  }
}

/** `A["label"]:::class & B` */
function scanSide(source: string, start: number, known: Known, nodes: Occurrence[]) {
  const ids: string[] = [];
  let at = start;
  for (;;) {
    at = skip(source, /\s+/y, at);
    const id = idAt(source, at, known);
    if (id === undefined) return undefined;
    nodes.push({ id, offset: at });
    ids.push(id);
    at = skipLook(source, at + id.length);
    const ampersand = skip(source, /\s*&/y, at);
    if (ampersand === at) return { ids, end: at };
    at = ampersand;
  }
}

function idAt(source: string, at: number, known: Known): string | undefined {
  return known.get(source.slice(at, at + 1))?.find((id) => source.startsWith(id, at));
}

const CLASS = /:::(?:\w|-(?![->.]))+/y;
const SHAPES: readonly (readonly [open: string, close: RegExp])[] = [
  ['@{', /\}/y],
  ['(((', /\)\)\)/y],
  ['([', /\]\)/y],
  ['[(', /\)\]/y],
  ['[[', /\]\]/y],
  ['((', /\)\)/y],
  ['(-', /-\)/y],
  ['[/', /[/\\]\]/y],
  ['[\\', /[/\\]\]/y],
  ['{{', /\}\}/y],
  ['{', /\}/y],
  ['(', /\)/y],
  ['[', /\]/y],
  ['>', /\]/y],
];

/** Shape, label, class and shape data that follow a node's id, in any order that Mermaid allows. */
function skipLook(source: string, start: number): number {
  let at = start;
  for (;;) {
    const spaced = skip(source, /[ \t]+(?=[[({>])/y, at);
    const shape = SHAPES.find(([open]) => source.startsWith(open, spaced));
    const end = shape ? closing(source, spaced + shape[0].length, shape[1]) : skip(source, CLASS, at);
    if (end === at) return at;
    at = end;
  }
}

/** Behind the closing bracket; brackets inside quotes are text. */
function closing(source: string, start: number, close: RegExp): number {
  for (let at = start; at < source.length; at += 1) {
    if (source[at] === '"') {
      const quote = source.indexOf('"', at + 1);
      if (quote < 0) return source.length;
      at = quote;
      continue;
    }
    const end = skip(source, close, at);
    if (end > at) return end;
  }
  return source.length;
}

const WHOLE_LINK = /\s*[xo<]?(?:--+[-xo>]|==+[=xo>]|-?\.+-[xo>]?|~~~+)\s*/y;
const LINK_STARTS: readonly (readonly [start: RegExp, end: RegExp])[] = [
  [/\s*[xo<]?--\s*/y, /\s*[xo<]?--+[-xo>]\s*/y],
  [/\s*[xo<]?==\s*/y, /\s*[xo<]?==+[=xo>]\s*/y],
  [/\s*[xo<]?-\.\s*/y, /\s*[xo<]?-?\.+-[xo>]?\s*/y],
];

/** `-->`, `-->|text|` or `-- text -->`, perhaps named `e1@`. */
function scanLink(source: string, start: number): { offset: number; end: number } | undefined {
  const named = skip(source, /\s*[^\s"@]+@(?=[^{"])/y, start);
  const offset = skip(source, /\s+/y, named);
  const whole = skip(source, WHOLE_LINK, named);
  if (whole > named) return { offset, end: source[whole] === '|' ? closing(source, whole + 1, /\|/y) : whole };
  for (const [open, close] of LINK_STARTS) {
    const text = skip(source, open, named);
    if (text > named) return { offset, end: closing(source, text, close) };
  }
  return undefined;
}

function statementEnd(source: string, at: number): number {
  return closing(source, at, /[\n;]|$/y);
}

/** Behind the pattern where it matches at this offset, else the offset itself. */
function skip(source: string, pattern: RegExp, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(source) ? pattern.lastIndex : at;
}
