import type { CliContext } from '../../cli/command.ts';
import type { Look } from '../../cli/terminal/terminal.ts';

/** The tour's narrator. */
export interface Voice {
  line(text: string): void;
  /** A line with the time since the start, about one run. */
  at(run: string, text: string): void;
  paint(look: Look, text: string): string;
  strong(text: string): string;
  secondsSinceStart(): number;
}

export function say({ out, now }: Pick<CliContext, 'out' | 'now'>): Voice {
  const start = now();
  const secondsSinceStart = () => (now() - start) / 1_000;
  const clock = () => `${secondsSinceStart().toFixed(1)} s`.padStart(7);
  return {
    line: (text) => out.line(text),
    at: (run, text) => out.line(`${out.paint('gray', clock())}  ${run.padEnd(7)} ${text}`),
    paint: out.paint,
    strong: (text) => out.paint('bold', text),
    secondsSinceStart,
  };
}
