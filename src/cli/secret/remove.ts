import type { Command } from '../command.ts';
import { Complaint } from '../complaint.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../print-json.ts';
import { sayScope } from './say-scope.ts';
import { SCOPE_OPTIONS, secretGroup } from './secret-group.ts';
import { scopeOf } from './set.ts';

export const secretRemoveCommand: Command = {
  name: 'remove',
  group: secretGroup,
  summary: 'Forget a secret: no step that begins from now on gets it',
  arguments: [{ name: '<name>', summary: 'Its name' }],
  options: SCOPE_OPTIONS,
  async run({ client, out, json }, args) {
    const [name, scope] = [args.needed('name'), scopeOf(args)];
    const answer = await (await client()).removeSecret({ name, ...scope });
    if (!answer.removed)
      throw new Complaint(
        `There is no ${name} for ${sayScope(scope)}.`,
        '`shipchart secret list` shows name and scope.',
      );
    if (json) printJson(out, answer);
    else out.line(`${name} for ${sayScope(scope)} is forgotten.`);
    return EXIT.ok;
  },
};
