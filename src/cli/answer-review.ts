import type { Args } from './args.ts';
import type { CliContext, Command } from './command.ts';
import { EXIT } from './exit-code.ts';
import { findRun, RUN_ARGUMENT_SUMMARY } from './find-run.ts';
import { findStep } from './find-step.ts';
import { waitingLines } from './follow/closing-lines.ts';
import { printJson } from './print-json.ts';
import { cleanText } from './terminal/clean-text.ts';

/** What a person gives to answer a review, whichever way. */
export const REVIEW_ARGUMENTS: Required<Pick<Command, 'arguments' | 'options'>> = {
  arguments: [
    { name: '<run>', summary: RUN_ARGUMENT_SUMMARY },
    { name: '[step]', summary: 'Which review (default: the one that waits)' },
  ],
  options: [{ flags: '-m, --comment <text>', summary: 'Why; kept with the decision' }],
};

/** Answers a review in the name of the token's owner. */
export async function answerReview(
  { client, out, json }: CliContext,
  args: Args,
  decision: 'approved' | 'rejected',
): Promise<number> {
  const server = await client();
  const run = await findRun(server, args.needed('run'));
  const meant = args.text('step');
  const node = meant === undefined ? undefined : findStep(await server.run(run), meant).node;
  const comment = args.text('comment');
  const view = await server.answer(run, {
    decision,
    ...(node === undefined ? {} : { node }),
    ...(comment === undefined ? {} : { comment }),
    ...(args.has('acceptOutdated') ? { acceptsOutdated: true } : {}),
  });
  if (json) printJson(out, view);
  else
    for (const line of [
      `${cleanText(run)}${node === undefined ? '' : ` ${node}`}: ${decision}.`,
      ...waitingLines(view),
    ])
      out.line(line);
  return EXIT.ok;
}
