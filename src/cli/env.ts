import type { Client } from '../api/client.ts';
import type { Command } from './command.ts';
import { environmentLines } from './environment-lines.ts';
import { EXIT } from './exit-code.ts';
import { printJson } from './print-json.ts';

export const envCommand: Command = {
  name: 'env',
  summary: 'Show what is live where, and who waits for an environment, with the reason',
  arguments: [{ name: '[environment]', summary: 'Its name (default: all)' }],
  async run({ client, out, json, now }, args) {
    const environments = await wanted(await client(), args.text('environment'));
    if (json) printJson(out, environments);
    else if (environments.length === 0) out.line('No environment is configured.');
    else out.line(environments.map((each) => environmentLines(each, now(), out.paint).join('\n')).join('\n\n'));
    return EXIT.ok;
  },
};

async function wanted(client: Client, name: string | undefined) {
  if (name !== undefined) return [await client.environment(name)];
  const { projects } = await client.home();
  return projects.flatMap((project) => project.environments);
}
