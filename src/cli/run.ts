import type { Command } from './command.ts';
import { EXIT_CODES_OF_RUNS } from './exit-code.ts';
import { START_OPTIONS, startAndFollow } from './start-run.ts';

export const runCommand: Command = {
  name: 'run',
  summary: 'Start a run of a commit and follow it live',
  arguments: [{ name: '[ref]', summary: 'The commit, branch or tag (default: HEAD)' }],
  options: [
    { flags: '--check', summary: "Only check it, by the base branch's document; publish and change nothing" },
    ...START_OPTIONS,
  ],
  notes: `With --json: the run's changes, one document a line.\n${EXIT_CODES_OF_RUNS}`,
  run: (context, args) => startAndFollow(context, args, args.has('check') ? { check: true } : {}),
};
