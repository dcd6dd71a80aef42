import type { StartRun } from '../api/shapes.ts';
import type { Args } from './args.ts';
import type { CliContext, CommandOption } from './command.ts';
import { EXIT } from './exit-code.ts';
import { followRun } from './follow/follow-run.ts';
import { printJson } from './print-json.ts';
import { cleanText } from './terminal/clean-text.ts';

/** What every command that starts a run lets a person say. */
export const START_OPTIONS: readonly CommandOption[] = [
  { flags: '--project <name>', summary: 'Which project, where the server has several' },
  { flags: '--no-follow', summary: 'Start it and return at once' },
];

/** Starts a run of `ref` and follows it, unless told not to. Gives the exit code. */
export async function startAndFollow(context: CliContext, args: Args, wanted: StartRun = {}): Promise<number> {
  const [ref, project] = [args.text('ref'), args.text('project')];
  const client = await context.client();
  const run = await client.start({
    ...wanted,
    ...(ref === undefined ? {} : { ref }),
    ...(project === undefined ? {} : { project }),
  });
  if (args.has('follow')) return followRun(context, client, run.id);
  const id = cleanText(run.id);
  if (context.json) printJson(context.out, run);
  else context.out.line(`${id} started. Follow it: shipchart show ${id} --follow`);
  return EXIT.ok;
}
