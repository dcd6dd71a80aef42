/** What a chart may be made of. Scripts, foreign content, images, animations and links are none of it. */
const ELEMENTS = new Set(
  'svg g defs clipPath marker title desc path rect circle ellipse line polyline polygon text tspan'.split(' '),
);

/** Presentation only: nothing here can load or run anything. */
const ATTRIBUTES = new Set(
  `class id data-id data-stripe viewBox width height x y x1 y1 x2 y2 cx cy r rx ry dx dy d points transform fill stroke fill-opacity
   stroke-width stroke-dasharray stroke-linecap stroke-linejoin text-anchor dominant-baseline font-size font-weight font-style
   text-decoration xml:space`.split(/\s+/),
);

/**
 * The chart as elements of this document, undefined where the text is no SVG. The server already cleans it; here only known elements and
 * attributes are taken over, so that nothing else could come through. Styles become `data-stripe`: the status owns the fill.
 */
export function readSvg(text: string): SVGSVGElement | undefined {
  // A style attribute would be refused by the page's security policy, noisily, already while it is parsed.
  const parsed = new DOMParser().parseFromString(text.replace(/(<[^<>]*\s)style=/g, '$1data-style='), 'image/svg+xml');
  const root = parsed.documentElement;
  if (root.localName !== 'svg' || parsed.querySelector('parsererror')) return undefined;
  return copied(root) as SVGSVGElement;
}

function copied(source: Element): SVGElement {
  const copy = document.createElementNS('http://www.w3.org/2000/svg', source.localName);
  for (const { name, value } of source.attributes) if (ATTRIBUTES.has(name)) copy.setAttribute(name, value);
  const drawnFill = /(?:^|;)\s*fill:\s*([^;!]+)/.exec(source.getAttribute('data-style') ?? '')?.[1]?.trim();
  if (drawnFill !== undefined && source.localName !== 'text') copy.setAttribute('data-drawn-fill', drawnFill);
  for (const child of source.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) copy.append(child.textContent ?? '');
    else if (child instanceof Element && ELEMENTS.has(child.localName)) copy.append(copied(child));
  }
  return copy;
}
