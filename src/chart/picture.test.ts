import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cleanPicture } from './clean-picture.ts';
import { parseChart } from './parse.ts';
import { drawChart } from './picture.ts';
import { averageWidths } from './text-width.ts';

const seed =
  /```mermaid\n([\s\S]*?)\n```/.exec(readFileSync(new URL('../../sample/DELIVERY.md', import.meta.url), 'utf8'))?.[1] ??
  '';

type XmlNode = { ':@'?: Record<string, string> } & Record<string, unknown>;

/** Every element with its attributes, as an XML reader that knows nothing of us sees them. */
function elementsOf(svg: string): { name: string; attributes: Record<string, string> }[] {
  expectWellFormed(svg);
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    processEntities: true,
  });
  const walk = (nodes: readonly XmlNode[]): { name: string; attributes: Record<string, string> }[] =>
    nodes.flatMap((node) => {
      const name = Object.keys(node).find((key) => key !== ':@' && key !== '#text');
      return name === undefined ? [] : [{ name, attributes: node[':@'] ?? {} }, ...walk(node[name] as XmlNode[])];
    });
  return walk(parser.parse(svg) as XmlNode[]);
}

/** The reader above is patient, so that every `<` is a tag and every tag is closed is seen to here. */
function expectWellFormed(svg: string): void {
  const open: string[] = [];
  for (const [tag, closing, name, ending] of svg.matchAll(/<(\/?)([A-Za-z]*)(?:[^<>"]|"[^<"]*")*?(\/?)>|[<>]/g)) {
    expect(name, `${tag} in ${svg}`).toMatch(/./);
    if (closing !== '') expect(open.pop()).toBe(name);
    else if (ending === '') open.push(name ?? '');
  }
  expect(open).toEqual([]);
}

function expectHarmless(svg: string): void {
  for (const { name, attributes } of elementsOf(svg)) {
    expect([
      'svg',
      'g',
      'path',
      'rect',
      'circle',
      'ellipse',
      'line',
      'polygon',
      'polyline',
      'text',
      'tspan',
      'title',
      'desc',
      'defs',
      'clipPath',
      'mask',
      'marker',
    ]).toContain(name);
    for (const [key, value] of Object.entries(attributes)) {
      expect(key).not.toMatch(/^on|href|src|^formaction/i);
      if (key !== 'data-id' && !key.startsWith('aria-'))
        expect(value).not.toMatch(/url\s*\((?!#)|javascript:|expression|@import/i);
    }
  }
}

test("the seed's picture has every node, edge and group, and no fill of its own", () => {
  const { svg, width, height } = drawChart(seed);
  const parsed = parseChart(seed);
  if ('problems' in parsed) throw new Error('the seed does not parse');
  const drawn = elementsOf(svg).filter(({ attributes }) => attributes['data-id'] !== undefined);
  const idsOf = (kind: string) =>
    drawn
      .filter(({ attributes }) => (attributes['class'] ?? '').split(' ').includes(kind))
      .map(({ attributes }) => attributes['data-id']);
  expect(new Set(idsOf('pele-node'))).toEqual(new Set(parsed.chart.nodes.map(({ id }) => id)));
  expect(new Set(idsOf('pele-edge'))).toEqual(new Set(parsed.chart.edges.map(({ id }) => id)));
  expect(new Set(idsOf('pele-cluster'))).toEqual(new Set(parsed.chart.groups.map(({ id }) => id)));
  expect(width).toBeGreaterThan(500);
  expect(height).toBeGreaterThan(500);
  expect(svg).not.toMatch(/#ff4d4d;|fill:#/);
  const stripes = drawn.flatMap(({ attributes }) =>
    attributes['data-stripe'] ? [[attributes['data-id'], attributes['data-stripe']]] : [],
  );
  expect(Object.fromEntries(stripes)).toEqual({
    NOTIFY_FAIL: '#ff4d4d',
    NOTIFY_OK: '#22c55e',
    INCIDENT: '#f97316',
    ROLLBACK_PROD: '#f97316',
    ROLLBACK_STG: '#f97316',
    PROD_DEPLOY: '#6366f1',
    FULL_ROLLOUT: '#22c55e',
  });
});

test.each([
  ['a script', 'A["<script>alert(1)</script>"]'],
  ['a handler', 'A["<img src=x onerror=alert(1)>"]'],
  ['a handler in Markdown', 'A["`<b onclick=alert(1)>x</b>`"]'],
  ['a link', 'A --> B\nclick A "javascript:alert(1)"'],
  ['a link with a title', 'A --> B\nclick A href "https://example.com" "x\\" onload=\\"alert(1)"'],
  ['a callback', 'A --> B\nclick A call alert(1)'],
  ['an image', 'A@{ img: "https://example.com/x.png", label: "x" }'],
  ['an icon', 'A@{ icon: "fa:car", label: "x" }'],
  ['a style with an address', 'A --> B\nstyle A fill:url(https://example.com/x),stroke:#f00'],
  ['a class with an address', 'A:::x --> B\nclassDef x fill:#f00,background:url(//example.com/x)'],
  ['an edge style', 'A --> B\nlinkStyle 0 stroke:url(https://example.com/x)'],
  ['an id with markup', 'A["x"] --> __proto__'],
  ['the end of the picture', 'A["</text></svg><script>alert(1)</script>"]'],
  ['an entity', 'A["&lt;script&gt; #60;script#62; &#x3c;script>"]'],
  ['a group title', 'subgraph G ["<svg onload=alert(1)>"]\nA\nend'],
  ['an edge label', 'A -->|"<a href=javascript:alert(1)>x</a>"| B'],
])('%s does not come through', (_, lines) => {
  const text = `flowchart TD\n${lines}`;
  // What Mermaid's grammar refuses never comes to be drawn.
  const svg = 'chart' in parseChart(text) ? drawChart(text).svg : '<svg></svg>';
  expect(() => expectHarmless(svg)).not.toThrow();
});

test.each(['themeCSS', 'fontFamily'])('a directive that sets %s does not come through', (key) => {
  const evil = '}</style><script>alert(1)</script><style>*{background:url(https://example.com/x)}';
  const { svg } = drawChart(
    `%%{init: {"${key}": "${evil}", "themeVariables": {"${key}": "${evil}"}}}%%\nflowchart TD\nA --> B`,
  );
  expectHarmless(svg);
  expect(svg).not.toContain('example.com');
});

test('no label whatever gets through as more than text', () => {
  const evil = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '<script>',
      '</text>',
      'onload="x"',
      '"><g onload=x>',
      "' style='",
      '&#60;a',
      ']]>',
      '<!--',
      '<![CDATA[',
    ),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(evil, { maxLength: 5 }), (parts) => {
      const label = parts.join('').replaceAll('"', '').slice(0, 200);
      const text = `flowchart TD\nA["${label}"] -->|"${label}"| B`;
      if ('problems' in parseChart(text)) return;
      expectHarmless(drawChart(text).svg);
    }),
    { numRuns: 150 },
  );
}, 60_000);

test('the second lock holds without the first', () => {
  const evil = [
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script>',
    '<g class="pele-node" data-id="A"><a href="javascript:alert(1)"><text>hidden</text></a>',
    '<rect style="fill:#f00;background:url(//x);rx:4px" fill="url(https://x)" width="3"/><text style="fill:red">kept > text</text></g>',
    '<foreignObject><div><b>x</b></div></foreignObject><image href="x"/><use xlink:href="x"/><style>*{}</style><!-- x --></svg>',
  ].join('');
  const clean = cleanPicture(evil);
  expectHarmless(clean);
  expect(clean).toContain('<g class="pele-node" data-id="A" data-stripe="#f00">');
  expect(clean).toContain('<rect width="3" style="rx:4px"/><text>kept &gt; text</text>');
  expect(clean).not.toContain('hidden');
});

test('text is measured wide enough for the widest usual font', () => {
  // Measured in a browser with DejaVu Sans at 16 px.
  for (const [text, width] of [
    ['Notify Developer', 128],
    ['Staging Environment', 168],
    ['& Push to Registry', 147],
    ['🚀', 20],
    ['👨‍💻', 20],
  ] as const) {
    expect(averageWidths.width(text, 16, 0)).toBeGreaterThanOrEqual(width * 0.97);
    expect(averageWidths.width(text, 16, 0)).toBeLessThan(width * 1.2);
  }
  expect(averageWidths.width('漢字', 16, 0)).toBeGreaterThan(32);
});
