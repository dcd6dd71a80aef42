import { Refused } from '../api/client.ts';
import type { Refusal } from '../api/shapes.ts';
import type { CliContext } from './command.ts';
import { Complaint } from './complaint.ts';
import { EXIT } from './exit-code.ts';
import { cleanText } from './terminal/clean-text.ts';

/** Says why a command could not do its work, and gives the exit code. What is neither a refusal nor a complaint is a bug of ours. */
export function tellWrong({ out, json }: Pick<CliContext, 'out' | 'json'>, error: unknown): number {
  const refusal = refusalOf(error);
  if (!refusal) throw error;
  if (json) out.line(JSON.stringify({ error: refusal }));
  else for (const line of linesOf(refusal)) out.aside(line);
  return error instanceof Complaint ? error.exitCode : EXIT.failed;
}

function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refused) return error.refusal;
  if (error instanceof Complaint) return { code: 'complaint', message: error.message, hint: error.hint };
  return undefined;
}

function linesOf({ message, hint, problems = [] }: Refusal): string[] {
  const details = problems.flatMap(({ line, column, severity, message: problem, hint: way }) => [
    `  line ${line}, column ${column}: ${severity === 'warning' ? 'warning: ' : ''}${cleanText(problem)}`,
    `    ${cleanText(way)}`,
  ]);
  // A complaint about a file may have a line for each of its problems.
  return [...message.split('\n').map(cleanText), ...details, cleanText(hint)];
}
