import { text } from 'node:stream/consumers';
import type { Args } from '../args.ts';
import type { Command } from '../command.ts';
import { usageComplaint } from '../complaint.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../print-json.ts';
import { sayScope } from './say-scope.ts';
import { SCOPE_OPTIONS, secretGroup } from './secret-group.ts';

export const secretSetCommand: Command = {
  name: 'set',
  group: secretGroup,
  summary: 'Keep a secret, or exchange it; its value is read from standard input',
  arguments: [{ name: '<name>', summary: 'The environment variable that holds it, such as DEPLOY_KEY' }],
  options: SCOPE_OPTIONS,
  notes: '  shipchart secret set DEPLOY_KEY --environment production < key.txt\n\nThe next step that begins gets it.',
  async run({ client, ask, input, out, json }, args) {
    // On a terminal the value would stand there to be read, and in its history.
    if (ask !== undefined)
      throw usageComplaint(
        'The value is read from standard input, and nothing is piped in.',
        'For example: shipchart secret set DEPLOY_KEY < key.txt',
      );
    const value = (await text(input())).replace(/\r?\n$/, '');
    const secret = await (await client()).setSecret({ name: args.needed('name'), ...scopeOf(args), value });
    if (json) printJson(out, secret);
    else out.line(`${secret.name} is kept for ${sayScope(secret)}. The next step that begins gets it.`);
    return EXIT.ok;
  },
};

/** The scope that the options name. */
export function scopeOf(args: Args): { environment?: string; step?: string } {
  const [environment, step] = [args.text('environment'), args.text('step')];
  return { ...(environment === undefined ? {} : { environment }), ...(step === undefined ? {} : { step }) };
}
