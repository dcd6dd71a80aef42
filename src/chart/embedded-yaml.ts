import { parseDocument } from 'yaml';

/** YAML that stands in a chart's text. */
interface Embedded {
  yaml: string;
  /** Where `yaml` starts in the chart's text; undefined where it was wrapped, so that places inside it mean nothing. */
  offset: number;
  isFlow: boolean;
}

/**
 * Where the YAML in a chart is broken: front matter and shape data (`A@{ shape: db }`). Mermaid refuses such a chart, and
 * the parser's own reader of YAML is more patient. Offset in UTF-16 units, with what is wrong.
 */
export function findBrokenYaml(text: string): { offset: number; message: string } | undefined {
  for (const { yaml, offset, isFlow } of embeddedIn(text)) {
    // Mermaid reads shape data on one line as the inside of braces, on several lines as it stands.
    const source = isFlow && !yaml.includes('\n') ? `{\n${yaml}\n}` : `${yaml}\n`;
    const [error] = parseDocument(source, { version: '1.2', strict: true, prettyErrors: false }).errors;
    if (error) return { offset: isFlow ? offset : offset + error.pos[0], message: error.message.split('\n')[0] ?? '' };
  }
  return undefined;
}

function embeddedIn(text: string): Embedded[] {
  const matter = /^-{3}\s*\n([\s\S]*?)\n-{3}\s*\n+/.exec(text);
  const front = matter ? [{ yaml: matter[1] ?? '', offset: matter[0].indexOf('\n') + 1, isFlow: false }] : [];
  const body = matter ? matter[0].length : 0;
  const shapes = [...text.slice(body).matchAll(/@\{((?:"[^"]*"|[^}"])*)\}/g)];
  return [...front, ...shapes.map((match) => ({ yaml: match[1] ?? '', offset: body + match.index + 2, isFlow: true }))];
}
