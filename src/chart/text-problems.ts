import type { Problem } from '../lib/problem.ts';

/** A document beyond this is not written by people; reading it would only cost. */
export const MAX_DOCUMENT_BYTES = 1024 * 1024;
/** A file in a wrong encoding is wrong in most lines; the first few tell. */
const MAX_ENCODING_PROBLEMS = 10;

/** Text that no person meant to write: too much of it, binary, or decoded with the wrong encoding. */
export function textProblems(text: string): Problem[] {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MAX_DOCUMENT_BYTES) return [tooLarge(bytes)];
  return text
    .split(/\r\n|\n|\r/)
    .flatMap((line, index) => lineProblem(line, index + 1) ?? [])
    .slice(0, MAX_ENCODING_PROBLEMS);
}

const CONTROL = /[\u0000-\u0008\u000B\u000E-\u001F]/;
/** UTF-8 read as Latin-1 or Windows-1252, as in `fÃ¼r`, `â€“` and `ðŸš€`; no language puts these letters side by side. */
const TWICE_ENCODED = /Ã[\u0080-\u00BF\u0192\u201A-\u2122]|Â[\u00A0-\u00BF]|â(?:€|[\u0080-\u009F]|„¢|œ|†)|ðŸ|ð\u009F/;

function lineProblem(line: string, number: number): Problem | undefined {
  for (const [pattern, rule, message, hint] of CHECKS) {
    const at = line.search(pattern);
    if (at >= 0) return { line: number, column: at + 1, rule, severity: 'error', message, hint };
  }
  return undefined;
}

const CHECKS: readonly (readonly [pattern: RegExp, rule: string, message: string, hint: string])[] = [
  [
    CONTROL,
    'not-text',
    'This line holds a control character; the file is not plain text.',
    'Save the file as UTF-8 text.',
  ],
  [/\uFFFD/, 'mojibake', 'This line is not valid UTF-8.', 'Save the file as UTF-8.'],
  [
    TWICE_ENCODED,
    'mojibake',
    'This line was encoded twice: its letters are not what was written.',
    'Restore the line and save the file as UTF-8.',
  ],
];

function tooLarge(bytes: number): Problem {
  return {
    line: 1,
    column: 1,
    rule: 'document-too-large',
    severity: 'error',
    message: `The document has ${bytes} bytes; at most ${MAX_DOCUMENT_BYTES} are read.`,
    hint: 'Keep the chart and its settings in a file of their own.',
  };
}
