import type { Client } from '../api/client.ts';
import type { CliContext, Command } from './command.ts';
import { usageComplaint } from './complaint.ts';
import { EXIT } from './exit-code.ts';
import { findRun, RUN_ARGUMENT_SUMMARY } from './find-run.ts';
import { findStep } from './find-step.ts';
import { createLogCleaner } from './terminal/clean-log.ts';

export const logsCommand: Command = {
  name: 'logs',
  summary: 'Print the log of a step',
  arguments: [
    { name: '<run>', summary: RUN_ARGUMENT_SUMMARY },
    { name: '<step>', summary: 'The step: its id in the chart' },
  ],
  options: [
    { flags: '-f, --follow', summary: 'Go on as the log grows, until the step ends' },
    { flags: '--visit <number>', summary: 'Which visit of a step in a cycle (default: the last)' },
  ],
  notes: `With --json: one document a line, { run, step, line }.\nExit code: ${EXIT.ok}, or ${EXIT.interrupted} after Ctrl-C (the run goes on).`,
  async run(context, args) {
    const visit = visitOf(args.text('visit'));
    const client = await context.client();
    const view = await client.run(await findRun(client, args.needed('run')));
    const place = { run: view.id, node: findStep(view, args.needed('step')).node, visit };
    if (args.has('follow')) return followStep(context, client, place);
    await print(context, place, [await client.log(place)]);
    return EXIT.ok;
  },
};

interface Place {
  run: string;
  node: string;
  visit: number | undefined;
}

function visitOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^[1-9]\d*$/.test(given)) return Number(given);
  throw usageComplaint(`--visit ${given} is no number of a visit.`, 'Visits count from 1.');
}

function followStep(context: CliContext, client: Client, place: Place): Promise<number> {
  return context.untilInterrupted(async (stop) => {
    await print(context, place, client.followLog(place, stop));
    return stop.aborted ? EXIT.interrupted : EXIT.ok;
  });
}

async function print(
  context: CliContext,
  place: Place,
  parts: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  const cleaner = createLogCleaner(context.out.colours && !context.json);
  const write = context.json ? jsonLines(context, place) : (text: string) => context.out.write(text);
  for await (const part of parts) await write(cleaner.push(part));
  await write(cleaner.end());
}

/** The cleaner gives whole lines, and only at the end one without a line end. */
function jsonLines({ out }: CliContext, { run, node }: Place): (text: string) => Promise<void> {
  return (text) => {
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    return out.write(lines.map((line) => `${JSON.stringify({ run, step: node, line })}\n`).join(''));
  };
}
