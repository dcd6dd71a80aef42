/** A fenced block of a Markdown file, without the indentation and quote marks it stands behind. */
export interface Fence {
  /** The first word behind the fence, in lower case: `mermaid`, `yaml`. */
  language: string;
  text: string;
  /** The file's line on which `text` starts, counted from 1. */
  firstLine: number;
  /** For each line of `text`, how many characters stood before it in the file. */
  cut: readonly number[];
}

interface Open {
  language: string;
  mark: string;
  indent: number;
  quotes: number;
  listIndent: number;
  firstLine: number;
  lines: string[];
  cut: number[];
}

const OPENING = /^((?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t])))*[ \t]*)(`{3,}(?=[^`]*$)|~{3,})[ \t]*(\S*)/;
const LIST_ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\S)/;
const HTML_STARTS = /^ {0,3}<(?:!--|(?:pre|script|style|textarea)(?=[\s>]|$))/i;
const HTML_ENDS = /-->|<\/(?:pre|script|style|textarea)>/i;

/** The fenced blocks of a Markdown text (line ends `\n`) as CommonMark sees them: in lists and quotes too, not in HTML comments. */
export function findFences(markdown: string): Fence[] {
  const fences: Fence[] = [];
  let open: Open | undefined;
  let listIndents: number[] = [];
  let inHtml = false;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (open) {
      const ended = take(open, line);
      if (!ended) continue;
      fences.push(close(open));
      open = undefined;
      if (ended === 'by its mark') continue;
    }
    if (inHtml || HTML_STARTS.test(line)) {
      inHtml = !HTML_ENDS.test(line);
      continue;
    }
    listIndents = listsAround(line, listIndents);
    open = opening(line, index + 2, listIndents.at(-1) ?? 0);
  }
  return open ? [...fences, close(open)] : fences;
}

function opening(line: string, firstLine: number, listIndent: number): Open | undefined {
  const [, before, mark, language] = OPENING.exec(line) ?? [];
  if (before === undefined || mark === undefined) return undefined;
  const quotes = before.split('>').length - 1;
  const indent = columns(before);
  // Four columns deeper than its container is an indented code block that only looks like a fence.
  if (quotes === 0 && indent > listIndent + 3) return undefined;
  return { language: (language ?? '').toLowerCase(), mark, indent, quotes, listIndent, firstLine, lines: [], cut: [] };
}

/** Adds a line to an open fence, or says how the line ends it. */
function take(open: Open, line: string): 'by its mark' | 'by its container' | undefined {
  const unquoted = withoutQuotes(line, open.quotes);
  if (unquoted === undefined) return 'by its container';
  const bare = unquoted.trim();
  if (open.quotes === 0 && bare !== '' && columns(leading(unquoted)) < open.listIndent) return 'by its container';
  const rest = bare.replaceAll(open.mark[0] ?? '`', '');
  if (rest === '' && bare.length >= open.mark.length) return 'by its mark';
  const text = dedent(unquoted, open.quotes === 0 ? open.indent : 0);
  open.lines.push(text);
  open.cut.push(line.length - text.length);
  return undefined;
}

function close(open: Open): Fence {
  return { language: open.language, text: open.lines.join('\n'), firstLine: open.firstLine, cut: open.cut };
}

/** The columns at which the content of the lists around a line begins. */
function listsAround(line: string, indents: readonly number[]): number[] {
  if (line.trim() === '') return [...indents];
  const own = columns(leading(line));
  const around = indents.filter((indent) => own >= indent);
  const item = LIST_ITEM.exec(line)?.[0];
  return item === undefined ? around : [...around, columns(item)];
}

function withoutQuotes(line: string, count: number): string | undefined {
  let rest = line;
  for (let left = count; left > 0; left -= 1) {
    const quote = /^[ \t]*>[ \t]?/.exec(rest)?.[0];
    if (quote === undefined) return undefined;
    rest = rest.slice(quote.length);
  }
  return rest;
}

function dedent(line: string, indent: number): string {
  let at = 0;
  while (/[ \t]/.test(line[at] ?? '') && columns(line.slice(0, at + 1)) <= indent) at += 1;
  return line.slice(at);
}

function leading(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** A text's width with tab stops every four columns. */
function columns(text: string): number {
  let width = 0;
  for (const character of text) width += character === '\t' ? 4 - (width % 4) : 1;
  return width;
}
