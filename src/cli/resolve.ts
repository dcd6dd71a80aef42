import type { Command } from './command.ts';
import { EXIT } from './exit-code.ts';
import { findRun, RUN_ARGUMENT_SUMMARY } from './find-run.ts';
import { incidentLines } from './incidents.ts';
import { printJson } from './print-json.ts';

export const resolveCommand: Command = {
  name: 'resolve',
  summary: 'Say that a run’s incident is over; the next release that goes live there says so by itself',
  arguments: [{ name: '<run>', summary: RUN_ARGUMENT_SUMMARY }],
  options: [{ flags: '--reason <text>', summary: 'Why; told to whoever was woken' }],
  async run({ client, out, json, now }, args) {
    const server = await client();
    const run = await findRun(server, args.needed('run'));
    const reason = args.text('reason') ?? 'resolved from the command line';
    const incidents = await server.moveIncident(run, { move: 'resolve', reason });
    if (json) printJson(out, incidents);
    else incidentLines(incidents, now(), out.paint).forEach((line) => out.line(line));
    return EXIT.ok;
  },
};
