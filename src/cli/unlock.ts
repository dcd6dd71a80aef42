import type { Command } from './command.ts';
import { environmentLines } from './environment-lines.ts';
import { EXIT } from './exit-code.ts';
import { printJson } from './print-json.ts';

export const unlockCommand: Command = {
  name: 'unlock',
  summary: 'Let runs into an environment again',
  arguments: [{ name: '<environment>', summary: 'Its name' }],
  async run({ client, out, json, now }, args) {
    const environment = await (await client()).unlock(args.needed('environment'));
    if (json) printJson(out, environment);
    else environmentLines(environment, now(), out.paint).forEach((line) => out.line(line));
    return EXIT.ok;
  },
};
