import type { Command } from './command.ts';
import { environmentLines } from './environment-lines.ts';
import { EXIT } from './exit-code.ts';
import { printJson } from './print-json.ts';

export const unlockCommand: Command = {
  name: 'unlock',
  summary: 'Let runs into an environment again: lifts its lock, and the hold after a rollback',
  arguments: [{ name: '<environment>', summary: 'Its name' }],
  options: [
    {
      flags: '--release <release>',
      summary: 'Lift only the ban on this release, such as shop@3f9c2ab; locks and holds stay',
    },
  ],
  async run({ client, out, json, now }, args) {
    const environment = await (await client()).unlock(args.needed('environment'), args.text('release'));
    if (json) printJson(out, environment);
    else environmentLines(environment, now(), out.paint).forEach((line) => out.line(line));
    return EXIT.ok;
  },
};
