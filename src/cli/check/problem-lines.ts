import type { Problem } from '../../lib/problem.ts';
import { cleanText, withoutControls } from '../terminal/clean-text.ts';
import { cut, widthOf } from '../terminal/fit.ts';
import type { Paint } from '../terminal/terminal.ts';

/** What is shown of a long line before the place that is meant. */
const LEAD_CHARACTERS = 60;
const TAB = '    ';

/** `file:line:column: sentence`, the line with a caret under the place, and the way out. */
export function problemLines(file: string, text: string, problem: Problem, columns: number, paint: Paint): string[] {
  const { line, column, severity, message, hint } = problem;
  const kind = severity === 'warning' ? paint('yellow', 'warning: ') : '';
  const place = paint('bold', `${cleanText(file)}:${line}:${column}:`);
  return [`${place} ${kind}${cleanText(message)}`, ...excerpt(text, problem, columns, paint), `  ${cleanText(hint)}`];
}

function excerpt(text: string, { line, column, severity }: Problem, columns: number, paint: Paint): string[] {
  const whole = text.split(/\r\n|\n|\r/)[line - 1];
  if (whole === undefined || whole.trim() === '') return [];
  const from = Math.max(0, column - 1 - LEAD_CHARACTERS);
  const before = shown((from > 0 ? '…' : '') + whole.slice(from, column - 1));
  const number = `  ${line} | `;
  const margin = `${' '.repeat(number.length - 2)}| `;
  const room = Math.max(0, columns - number.length - widthOf(before));
  const caret = paint(severity === 'warning' ? 'yellow' : 'red', '^');
  return [
    `${paint('gray', number)}${before}${cut(shown(whole.slice(column - 1)), room)}`,
    `${paint('gray', margin)}${' '.repeat(widthOf(before))}${caret}`,
  ];
}

/** As it stands in the file, but in columns that can be counted. */
function shown(part: string): string {
  return withoutControls(part.replaceAll('\t', TAB));
}
