import type { CliContext } from '../command.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { PIPED_COLUMNS } from '../terminal/terminal.ts';
import { type CheckedFile, hasErrors } from './check-file.ts';
import { problemLines } from './problem-lines.ts';

/** Every problem of a file with its line and its way out, and how many there are. */
export function tellProblems(checked: CheckedFile, { out }: Pick<CliContext, 'out'>): void {
  const { file, text, problems } = checked;
  const columns = out.screen()?.columns ?? PIPED_COLUMNS;
  for (const problem of problems) out.line(`${problemLines(file, text, problem, columns, out.paint).join('\n')}\n`);
  if (hasErrors(checked)) out.line(out.paint('red', `${cleanText(file)}: ${countOf(problems)}.`));
}

export function countOf(problems: CheckedFile['problems']): string {
  const warnings = problems.filter(({ severity }) => severity === 'warning').length;
  const errors = problems.length - warnings;
  return [
    ...(errors > 0 ? [count(errors, 'problem')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
  ].join(', ');
}

export function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
