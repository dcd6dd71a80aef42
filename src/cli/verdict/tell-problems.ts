import type { Problem } from '../../lib/problem.ts';
import type { CliContext } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { cleanText } from '../terminal/clean-text.ts';

const PROBLEMS_SHOWN_MAX = 50;

/** Every mistake of a file with its line, or its first fifty and how many more. */
export function tellProblems({ out, json }: CliContext, file: string, problems: readonly Problem[]): number {
  const shown = problems.slice(0, PROBLEMS_SHOWN_MAX);
  const more = problems.length - shown.length;
  const what = `${file} has ${problems.length} mistake${problems.length === 1 ? '' : 's'}.`;
  if (json) {
    out.line(
      JSON.stringify({
        error: { code: 'wrong-file', message: what, hint: 'Correct them and try again.', problems: shown, more },
      }),
    );
    return EXIT.failed;
  }
  for (const { line, message, hint } of shown) {
    out.aside(`${cleanText(file)}:${line}: ${cleanText(message)}`);
    out.aside(`  ${cleanText(hint)}`);
  }
  if (more > 0) out.aside(`… and ${more} more.`);
  out.aside(cleanText(what));
  return EXIT.failed;
}
