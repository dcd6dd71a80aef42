import { PeleError } from 'pele';
import type { Problem } from '../lib/problem.ts';
import { MAX_CHART_CHARACTERS, MAX_CHART_EDGES } from './chart-limits.ts';
import type { ChartEdge } from './chart.ts';
import { type Place, placeAt, problemAt } from './places.ts';

export function brokenYaml(message: string, place: Place): Problem {
  const hint = 'Shape data is written `A@{ shape: db, label: "Store" }`.';
  return problemAt(place, 'chart-yaml', `Mermaid can't read the YAML here: ${message}`, hint);
}

export function tooLong(characters: number, line: number): Problem {
  return {
    line,
    column: 1,
    rule: 'chart-too-long',
    severity: 'error',
    message: `The chart has ${characters} characters; Mermaid draws at most ${MAX_CHART_CHARACTERS}.`,
    hint: 'Shorten labels or remove comments.',
  };
}

export function notAFlowchart(text: string, firstLine: number, type: string): Problem {
  return {
    ...firstWords(text, firstLine),
    rule: 'not-a-flowchart',
    severity: 'error',
    message: `This is a Mermaid ${type} diagram, not a flowchart.`,
    hint: 'Start the chart with `flowchart TD`.',
  };
}

export function refusal(error: unknown, text: string, firstLine: number): Problem {
  const known = error instanceof PeleError ? error : undefined;
  if (known?.code === 'unsupported-diagram') return notAFlowchart(text, firstLine, 'unknown');
  if (known?.code === 'limit') return tooManyEdges(text, firstLine);
  const place =
    known && known.line > 0
      ? { line: firstLine + known.line - 1, column: Math.max(1, known.column) }
      : firstWords(text, firstLine);
  return { ...place, rule: 'chart-syntax', severity: 'error', message: sentence(error), hint: syntaxHint(known) };
}

function tooManyEdges(text: string, firstLine: number): Problem {
  return {
    ...firstWords(text, firstLine),
    rule: 'too-many-edges',
    severity: 'error',
    message: `The chart has more than ${MAX_CHART_EDGES} edges; Mermaid draws at most ${MAX_CHART_EDGES}.`,
    hint: 'Split the delivery into two documents, or join steps.',
  };
}

/** The parser says `Parse error on line 2:`, the line, a pointer, `Expecting 'SEMI', … got 'MINUS'`; people need the last part. */
function sentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const got = /got '([^']*)'/.exec(message)?.[1];
  if (got !== undefined)
    return `Mermaid does not understand the chart from here: ${TOKEN_WORDS[got] ?? `unexpected ${got}`}.`;
  if (message.startsWith('Lexical error'))
    return 'Mermaid does not understand the chart from here: unexpected character.';
  const line = message.split('\n')[0]?.replace(/\s*\(Help:.*$/, '') ?? '';
  return line === '' ? 'Mermaid does not understand the chart.' : `Mermaid refuses the chart: ${line}`;
}

const TOKEN_WORDS: Readonly<Record<string, string>> = {
  $end: 'the text ends too early',
  EOF: 'the text ends too early',
  NEWLINE: 'the line ends too early',
  SEMI: 'unexpected `;`',
  MINUS: 'a link needs two dashes, `-->`',
  PS: 'a `(` inside a label needs quotes',
  PE: 'a `)` inside a label needs quotes',
  SQS: 'a `[` inside a label needs quotes',
  SQE: 'a `]` inside a label needs quotes',
  STR: 'quotes inside a label need `#quot;`',
  STYLE_SEPARATOR: '`:::class` must follow its node without a space',
  end: '`end` closes a subgraph; as a node id write `End`',
};

function syntaxHint(error: PeleError | undefined): string {
  const line = error?.snippet.split('\n')[0]?.trim();
  return line
    ? `Look at \`${line.slice(0, 120)}\`; labels with brackets or quotes are written ["like this"].`
    : 'Paste the chart into any Mermaid editor to see what it expects.';
}

function firstWords(text: string, firstLine: number): Place {
  const lines = text.split('\n');
  const index = Math.max(
    0,
    lines.findIndex((line) => line.trim() !== ''),
  );
  return { line: firstLine + index, column: (lines[index]?.search(/\S/) ?? 0) + 1 || 1 };
}

export function namelessGroup(text: string, firstLine: number): Problem {
  const at = /(?:^|[\n;])[ \t]*subgraph(?=[ \t]*(?:[\n;]|$))/.exec(text);
  const offset = at ? at.index + at[0].length - 'subgraph'.length : 0;
  return problemAt(
    placeAt(text, offset, firstLine),
    'chart-syntax',
    'Mermaid draws no subgraph without a name.',
    'Write `subgraph Checks`.',
  );
}

export function nameOverBracket(edge: ChartEdge): Problem {
  return problemAt(
    edge,
    'chart-syntax',
    `Mermaid does not understand \`${edge.id}@\` as the name of an edge.`,
    'Put a label with `@` in quotes.',
  );
}
