import type { Command } from './command.ts';
import { EXIT_CODES_OF_RUNS } from './exit-code.ts';
import { START_OPTIONS, startAndFollow } from './start-run.ts';

export const adoptCommand: Command = {
  name: 'adopt',
  summary: 'Make a commit the first release of environments, so that the first canary has something to compare with',
  arguments: [{ name: '<environments...>', summary: 'Their names' }],
  options: [{ flags: '--ref <ref>', summary: 'The commit, branch or tag (default: HEAD)' }, ...START_OPTIONS],
  notes: EXIT_CODES_OF_RUNS,
  run: (context, args) => startAndFollow(context, args, { adopt: [...args.all('environments')] }),
};
