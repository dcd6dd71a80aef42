import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../print-json.ts';
import { secretGroup } from './secret-group.ts';

export const secretRotateCommand: Command = {
  name: 'rotate',
  group: secretGroup,
  summary: 'Seal every secret with the newest master key',
  notes:
    'Put the new key (`openssl rand -base64 32`) on a line before the old one in .shipchart/master.key, or where\n`secrets: { master-key }` points; run this; then take the old one away. Nothing is restarted.',
  async run({ client, out, json }) {
    const answer = await (await client()).rotateSecrets();
    if (json) printJson(out, answer);
    else
      out.line(
        answer.sealed === 0
          ? 'All secrets were sealed with the newest master key already.'
          : `${answer.sealed} secrets are sealed with the newest master key now; older ones are not needed any more.`,
      );
    return EXIT.ok;
  },
};
