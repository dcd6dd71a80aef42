import type { Command } from './command.ts';
import { EXIT, EXIT_CODES_OF_RUNS } from './exit-code.ts';
import { findRun, RUN_ARGUMENT_SUMMARY } from './find-run.ts';
import { findStep } from './find-step.ts';
import { followRun } from './follow/follow-run.ts';
import { printJson } from './print-json.ts';
import { cleanText } from './terminal/clean-text.ts';

export const retryCommand: Command = {
  name: 'retry',
  summary: 'Try a run again: from what failed, keeping what passed, or one step and what follows from it',
  arguments: [
    { name: '<run>', summary: RUN_ARGUMENT_SUMMARY },
    { name: '[step]', summary: 'Which step (default: all that failed)' },
  ],
  options: [
    { flags: '--fresh', summary: 'Run every command, also where an earlier proof would do' },
    { flags: '--no-follow', summary: 'Start it and return at once' },
  ],
  notes: `The delivery document stays the one that the run began with.\n${EXIT_CODES_OF_RUNS}`,
  async run(context, args) {
    const client = await context.client();
    const view = await client.run(await findRun(client, args.needed('run')));
    const meant = args.text('step');
    const retried = await client.retry(view.id, {
      ...(meant === undefined ? {} : { node: findStep(view, meant).node }),
      after: view.retries ?? 0,
      fresh: args.has('fresh'),
    });
    if (args.has('follow')) return followRun(context, client, view.id);
    const id = cleanText(view.id);
    if (context.json) printJson(context.out, retried);
    else context.out.line(`${id} is tried again. Follow it: shipchart show ${id} --follow`);
    return EXIT.ok;
  },
};
