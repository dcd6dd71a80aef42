import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { auditGroup } from './audit-group.ts';
import { entriesOf } from './read-entries.ts';

export const auditExportCommand: Command = {
  name: 'export',
  group: auditGroup,
  summary: 'Print the whole audit as JSON lines',
  notes:
    'A line holds what happened (`entry`), its number, its hash and its signature. `shipchart audit verify FILE` checks the file.',
  async run({ client, out }) {
    for await (const entry of entriesOf(await client())) out.line(JSON.stringify(entry));
    return EXIT.ok;
  },
};
