/** What a chart is drawn with. Scripts, links, images, animation and foreign content are none of it. */
const ELEMENTS: ReadonlySet<string> = new Set(
  'svg g defs clipPath mask marker title desc path rect circle ellipse line polyline polygon text tspan'.split(' '),
);
const ATTRIBUTES: ReadonlySet<string> = new Set(
  `class id data-id viewBox width height x y x1 y1 x2 y2 cx cy r rx ry dx dy d points transform fill stroke opacity fill-opacity
  stroke-opacity stroke-width stroke-dasharray stroke-linecap stroke-linejoin fill-rule clip-path mask marker-start marker-end
  text-anchor dominant-baseline font-size font-weight font-style font-family text-decoration xmlns xml:space role
  aria-roledescription aria-label aria-labelledby aria-describedby`.split(/\s+/),
);
const SHAPES: ReadonlySet<string> = new Set(['path', 'rect', 'circle', 'ellipse', 'polygon', 'polyline', 'line']);
/** Style that says how a thing looks and not what colour it has. */
const STYLES =
  /^(?:rx|ry|font(?:-(?:size|weight|style|family))?|text-(?:decoration|transform)|stroke-(?:width|dasharray)|letter-spacing|word-spacing|direction|max-width|height|color|--[\w-]+)$/;
const COLOUR = /^(?:#[0-9a-f]{3,8}|[a-z]{3,30}|(?:rgb|hsl)a?\([\d\s.,%/deg-]{1,60}\))$/i;
/** What may stand behind a name: no addresses, no quotes, nothing that CSS would run. */
const PLAIN = /^(?!.*(?:url\s*\((?!#)|expression|javascript:|@import|\\))[^"<>]*$/is;

interface Tag {
  name: string;
  attributes: Map<string, string>;
  selfClosing: boolean;
}

/**
 * Takes an SVG text apart and puts only known elements and attributes together again. The drawing library escapes labels
 * and filters links itself; this is the second lock, which does not trust it. Text that is no element stays text.
 */
export function cleanPicture(svg: string): string {
  const out: (Tag | string)[] = [];
  const open: (Tag | undefined)[] = [];
  let dropped = 0;
  for (const [part, closing, name, attributes = '', selfClosing] of svg.matchAll(
    /<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+(?:\s*=\s*"[^"]*")?)*)\s*(\/?)>|[^<]+|</g,
  )) {
    if (name === undefined) {
      if (dropped === 0) out.push(part === '<' ? '&lt;' : part.replaceAll('>', '&gt;'));
    } else if (closing !== '') {
      const tag = open.pop();
      if (tag === undefined) dropped = Math.max(0, dropped - 1);
      else if (dropped === 0) out.push(`</${tag.name}>`);
    } else {
      const isKept = dropped === 0 && ELEMENTS.has(name);
      const tag = { name, attributes: readAttributes(attributes), selfClosing: selfClosing !== '' };
      if (isKept) out.push(cleanTag(tag, open));
      if (tag.selfClosing) continue;
      open.push(isKept ? tag : undefined);
      if (!isKept) dropped += 1;
    }
  }
  return out.map((part) => (typeof part === 'string' ? part : written(part))).join('');
}

function readAttributes(text: string): Map<string, string> {
  return new Map([...text.matchAll(/([\w:.-]+)\s*=\s*"([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));
}

/** Keeps what is known; the fill of a node's shape moves to the node, where the page draws it as a stripe. */
function cleanTag(tag: Tag, open: readonly (Tag | undefined)[]): Tag {
  const style = declarations(tag.attributes.get('style') ?? '');
  const node = open.findLast((each) => /(?:^|\s)pele-node(?:\s|$)/.test(each?.attributes.get('class') ?? ''));
  const fill = style.get('fill');
  if (node && SHAPES.has(tag.name) && fill !== undefined && COLOUR.test(fill) && !node.attributes.has('data-stripe'))
    node.attributes.set('data-stripe', fill);
  for (const [name, value] of tag.attributes) {
    if (!(ATTRIBUTES.has(name) || name === 'data-stripe') || !isPlain(name, value)) tag.attributes.delete(name);
  }
  const kept = [...style].filter(([name, value]) => STYLES.test(name) && PLAIN.test(value));
  if (kept.length > 0) tag.attributes.set('style', kept.map(([name, value]) => `${name}:${value}`).join(';'));
  return tag;
}

/** An id may hold any text, since nothing reads it as more than a name. */
function isPlain(name: string, value: string): boolean {
  if (name === 'xmlns') return value === 'http://www.w3.org/2000/svg';
  return name === 'data-id' || name.startsWith('aria-') || PLAIN.test(value);
}

function declarations(style: string): Map<string, string> {
  const pairs = style.split(';').map((each) => each.split(/:(.*)/s, 2).map((part) => part.trim()));
  return new Map(
    pairs.flatMap(([name, value]) =>
      name && value ? [[name.toLowerCase(), value.replace(/\s*!important$/i, '')] as const] : [],
    ),
  );
}

function written({ name, attributes, selfClosing }: Tag): string {
  const text = [...attributes].map(([key, value]) => ` ${key}="${value.replaceAll('<', '&lt;')}"`).join('');
  return `<${name}${text}${selfClosing ? '/' : ''}>`;
}
