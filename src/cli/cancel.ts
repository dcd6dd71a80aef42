import type { Command } from './command.ts';
import { EXIT } from './exit-code.ts';
import { findRun, RUN_ARGUMENT_SUMMARY } from './find-run.ts';
import { printJson } from './print-json.ts';
import { cleanText } from './terminal/clean-text.ts';

export const cancelCommand: Command = {
  name: 'cancel',
  summary: 'End a run: stop its steps and return its environments to their stable release',
  arguments: [{ name: '<run>', summary: RUN_ARGUMENT_SUMMARY }],
  options: [{ flags: '--reason <text>', summary: 'Why; shown on the run' }],
  async run({ client, out, json }, args) {
    const server = await client();
    const run = await findRun(server, args.needed('run'));
    const view = await server.cancel(run, args.text('reason') ?? 'cancelled from the command line');
    if (json) printJson(out, view);
    else if (view.phase !== 'ended')
      out.line(`${cleanText(run)} is being cancelled: its environments return to their stable release.`);
    else out.line(`${cleanText(run)}: ${cleanText(view.ending ?? 'ended')}.`);
    return EXIT.ok;
  },
};
