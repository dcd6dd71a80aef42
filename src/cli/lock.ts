import { parseDuration } from '../lib/duration.ts';
import type { Command } from './command.ts';
import { usageComplaint } from './complaint.ts';
import { environmentLines } from './environment-lines.ts';
import { EXIT } from './exit-code.ts';
import { printJson } from './print-json.ts';

export const lockCommand: Command = {
  name: 'lock',
  summary: 'Let no run into an environment',
  arguments: [{ name: '<environment>', summary: 'Its name' }],
  options: [
    { flags: '--reason <text>', summary: 'Why; shown to everyone who waits', required: true },
    {
      flags: '--until <when>',
      summary: 'For how long, such as 2h, or until when, such as 2026-12-24T18:00 (default: until unlocked)',
    },
  ],
  async run({ client, out, json, now }, args) {
    const until = untilOf(args.text('until'), now());
    const locked = { reason: args.needed('reason'), ...(until === undefined ? {} : { until }) };
    const environment = await (await client()).lock(args.needed('environment'), locked);
    if (json) printJson(out, environment);
    else environmentLines(environment, now(), out.paint).forEach((line) => out.line(line));
    return EXIT.ok;
  },
};

/** Milliseconds since 1970. A time without a zone is meant as the clock here shows it. */
function untilOf(given: string | undefined, now: number): number | undefined {
  if (given === undefined) return undefined;
  const duration = parseDuration(given);
  const until = duration === undefined ? Date.parse(given) : now + duration;
  if (Number.isNaN(until))
    throw usageComplaint(
      `--until ${given} is neither a duration nor a time.`,
      'For example --until 2h, or --until 2026-12-24T18:00.',
    );
  if (until <= now) throw usageComplaint(`--until ${given} is over already.`, 'Give a time that is to come.');
  return until;
}
