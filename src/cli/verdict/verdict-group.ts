import type { CommandGroup } from '../command.ts';

export const verdictGroup: CommandGroup = {
  name: 'verdict',
  summary: 'Try the canary judge on data of your own',
};
