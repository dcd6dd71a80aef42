import type { CommandGroup } from '../command.ts';

export const auditGroup: CommandGroup = {
  name: 'audit',
  summary: 'Who did what, and whether anybody changed the record of it',
};
