import type { DoctorCheck } from '../api/shapes.ts';
import type { Command } from './command.ts';
import { EXIT } from './exit-code.ts';
import { printJson } from './print-json.ts';
import { cleanText } from './terminal/clean-text.ts';
import { type Cell, inColumns } from './terminal/columns.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'Ask everything that is configured whether it answers, and what is missing',
  options: [],
  notes: `Exit code: ${EXIT.ok} all answers, ${EXIT.failed} something does not.`,
  async run({ client, out, json }) {
    const checks = await (await client()).doctor();
    if (json) printJson(out, checks);
    else {
      inColumns(checks.map(cellsOf), out.paint).forEach((line) => out.line(line));
      for (const { name, state, hint } of checks)
        if (state === 'failing' && hint !== undefined) out.line(`${cleanText(name)}: ${cleanText(hint)}`);
    }
    return checks.some(({ state }) => state === 'failing') ? EXIT.failed : EXIT.ok;
  },
};

function cellsOf({ area, name, state, detail }: DoctorCheck): Cell[] {
  const look = ({ ok: 'green', absent: 'gray', failing: 'red' } as const)[state];
  return [
    { text: { ok: '✓', absent: '·', failing: '✗' }[state], look },
    cleanText(area),
    { text: cleanText(name), look: 'bold' },
    cleanText(detail),
  ];
}
