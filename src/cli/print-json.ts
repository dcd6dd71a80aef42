import type { Terminal } from './terminal/terminal.ts';

/** The whole answer as one document that people can read too. */
export function printJson(out: Terminal, answer: unknown): void {
  out.line(JSON.stringify(answer, null, 2));
}
