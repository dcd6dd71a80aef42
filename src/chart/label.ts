/** How Mermaid says that a label was written: bare, in quotes, or in quotes and backticks. */
type LabelType = 'text' | 'string' | 'markdown';

/** What people read in a label: entities decoded, `<br/>` and `\n` as line breaks, formatting and icon names gone. */
export function plainLabel(text: string, type: LabelType = 'text'): string {
  const broken = text.replace(/<br\s*\/?>/gi, '\n').replace(/\\n/g, '\n');
  const bare = broken.replace(FORMATTING_TAG, '').replace(ICON, '');
  const unmarked =
    type === 'markdown' ? bare.replace(/(\*\*|__)(.+?)\1/gs, '$2').replace(/([*_])(\S(?:.*?\S)?)\1/gs, '$2') : bare;
  return decodeEntities(unmarked)
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim();
}

const FORMATTING_TAG =
  /<\/?(?:b|i|u|s|em|strong|small|big|sub|sup|code|span|font|center|p|div|mark|del|ins)(?:\s[^<>]*)?>/gi;
const ICON = /\bfa[bklrs]?:fa-[\w-]+/g;

/** Mermaid hides `#35;` and `#amp;` behind these letters while it parses; a browser would decode the `&…;` later. */
function decodeEntities(text: string): string {
  return text
    .replace(/ﬂ°°(\w+?)¶ß/g, (whole, code: string) => fromCode(code) ?? whole)
    .replace(/ﬂ°(\w+?)¶ß/g, (_, name: string) => ENTITIES[name] ?? `&${name};`)
    .replace(/&#(x?[0-9a-f]+);/gi, (whole, code: string) => fromCode(code) ?? whole)
    .replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

function fromCode(code: string): string | undefined {
  const point = /^x/i.test(code) ? Number.parseInt(code.slice(1), 16) : Number(code);
  return Number.isInteger(point) && point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}

/** The names that Mermaid's own documentation uses; others stay as they are written. */
const ENTITIES: Readonly<Record<string, string>> = Object.assign(Object.create(null) as Record<string, string>, {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  copy: '©',
  reg: '®',
  trade: '™',
  deg: '°',
  euro: '€',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bull: '•',
  middot: '·',
  times: '×',
  plusmn: '±',
  le: '≤',
  ge: '≥',
  ne: '≠',
  larr: '←',
  uarr: '↑',
  rarr: '→',
  darr: '↓',
  hearts: '♥',
  check: '✓',
  cross: '✗',
  num: '#',
  semi: ';',
  colon: ':',
  comma: ',',
  period: '.',
  lpar: '(',
  rpar: ')',
  lsqb: '[',
  rsqb: ']',
  lbrace: '{',
  rbrace: '}',
  vert: '|',
  percnt: '%',
  excl: '!',
  quest: '?',
  infin: '∞',
});
