import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../print-json.ts';
import { sayAgo } from '../say.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { inColumns } from '../terminal/columns.ts';
import { sayScope } from './say-scope.ts';
import { secretGroup } from './secret-group.ts';

export const secretListCommand: Command = {
  name: 'list',
  group: secretGroup,
  summary: 'List the secrets there are; never what they are',
  async run({ client, out, json, now }) {
    const secrets = await (await client()).secrets();
    if (json) printJson(out, secrets);
    else if (secrets.length === 0) out.line('No secrets are kept. `shipchart secret set NAME < FILE` keeps one.');
    else {
      const rows = secrets.map((secret) => [
        secret.name,
        sayScope(secret),
        `set by ${cleanText(secret.setBy)} ${sayAgo(secret.setAt, now())}`,
        `sealed by key ${secret.key}`,
      ]);
      inColumns(rows, out.paint).forEach((line) => out.line(line));
    }
    return EXIT.ok;
  },
};
