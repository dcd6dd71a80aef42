import { parseDocument } from 'yaml';

/** YAML that stands in a chart's text. */
interface Embedded {
  yaml: string;
  /** Where `yaml` starts in the chart's text; undefined where it was wrapped, so that places inside it mean nothing. */
  offset: number;
  isFlow: boolean;
}

/** Quoted text and comments, where any character may stand. */
const OPAQUE = /"(?:[^"\\]|\\.)*"|'[^']*'|(?<=^|\s)#[^\n]*/g;
/** As Mermaid's reader of YAML has it: control characters but tab and line breaks, and halves of a character. */
const NOT_PRINTABLE = /(?![\t\n\r\u0085])\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/u;

/**
 * Where the YAML in a chart is broken: front matter and shape data (`A@{ shape: db }`). Mermaid refuses such a chart, and
 * the parser's own reader of YAML is more patient. Offset in UTF-16 units, with what is wrong.
 */
export function findBrokenYaml(text: string): { offset: number; message: string } | undefined {
  for (const { yaml, offset, isFlow } of embeddedIn(text)) {
    const strange = yaml.replace(OPAQUE, (passage) => ' '.repeat(passage.length)).search(NOT_PRINTABLE);
    if (strange >= 0) return { offset: offset + strange, message: 'YAML does not allow this character.' };
    const source = isFlow ? asMermaidReads(yaml) : `${yaml}\n`;
    const { errors } = parseDocument(source, { version: '1.2', strict: true, prettyErrors: false });
    // Mermaid's reader takes `,#` for the start of a comment, where the standard wants a blank.
    const error = errors.find(({ message }) => !message.startsWith('Comments must be separated'));
    if (error) return { offset: isFlow ? offset : offset + error.pos[0], message: error.message.split('\n')[0] ?? '' };
  }
  return undefined;
}

/** Line breaks in quotes are breaks of a label; what is left on one line is the inside of braces. */
function asMermaidReads(shapeData: string): string {
  const data = shapeData.replace(/"[^"]*"/g, (quoted) => quoted.replace(/\n\s*/g, '<br/>'));
  return data.includes('\n') ? `${data}\n` : `{\n${data}\n}`;
}

function embeddedIn(text: string): Embedded[] {
  const matter = /^-{3}\s*\n([\s\S]*?)\n-{3}\s*\n+/.exec(text);
  const front = matter ? [{ yaml: matter[1] ?? '', offset: matter[0].indexOf('\n') + 1, isFlow: false }] : [];
  const body = matter ? matter[0].length : 0;
  const shapes = [...text.slice(body).matchAll(/@\{((?:"[^"]*"|[^}"])*)\}/g)];
  return [...front, ...shapes.map((match) => ({ yaml: match[1] ?? '', offset: body + match.index + 2, isFlow: true }))];
}
