import type { Command } from './command.ts';
import { EXIT } from './exit-code.ts';
import { findRun, RUN_ARGUMENT_SUMMARY } from './find-run.ts';
import { incidentLines } from './incidents.ts';
import { printJson } from './print-json.ts';

export const acknowledgeCommand: Command = {
  name: 'acknowledge',
  summary: 'Say that you look after a run’s incident; the pager stops waking others',
  arguments: [{ name: '<run>', summary: RUN_ARGUMENT_SUMMARY }],
  options: [],
  async run({ client, out, json, now }, args) {
    const server = await client();
    const run = await findRun(server, args.needed('run'));
    const incidents = await server.moveIncident(run, { move: 'acknowledge' });
    if (json) printJson(out, incidents);
    else incidentLines(incidents, now(), out.paint).forEach((line) => out.line(line));
    return EXIT.ok;
  },
};
