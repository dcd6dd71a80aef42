import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import type { Args } from '../cli/args.ts';
import type { CliContext, Command } from '../cli/command.ts';
import { usageComplaint } from '../cli/complaint.ts';
import { EXIT } from '../cli/exit-code.ts';
import { printJson } from '../cli/print-json.ts';
import { commandVendor, vendorCounts } from '../integrations/stand-in/command-vendor.ts';
import type { Effect } from '../integrations/stand-in/effects.ts';
import { failureList, FAILURES, SERVICES, type CommandedFailure } from '../integrations/stand-in/failure-plan.ts';
import { startVendor } from '../integrations/stand-in/vendor.ts';
import { configurationIn } from './configuration-in.ts';
import { forPeople } from './for-people.ts';

const PORT_DEFAULT = 4499;
const PORT_MAX = 65_535;

/** `shipchart stand-in`: find out by hand what your pipeline does when the chat, the pager or the cdn is down. */
export const standInCommand: Command = {
  name: 'stand-in',
  summary: 'Run a vendor that fails on command, to see what the pipeline does then',
  arguments: [
    { name: '[order]', summary: '`fail`, `heal` or `counts`; left out: the vendor itself runs, until Ctrl-C' },
    { name: '[service]', summary: `Of fail: ${SERVICES.join(', ')}` },
    { name: '[failure]', summary: `Of fail: ${FAILURES.join(', ')}` },
  ],
  options: [
    { flags: '--port <number>', summary: `Port it listens at (default: ${PORT_DEFAULT})` },
    { flags: '--times <number>', summary: 'Of fail: how many requests fail (default: all, until `heal`)' },
  ],
  notes: [
    `Say \`stand-in: http://127.0.0.1:${PORT_DEFAULT}\` in shipchart.yaml, and notices, incidents and invalidations go through it.`,
    'slow: done, answered late. error: 500, not done. error-after: done, then 500. hang: no answer. refuse: 403.',
    'drop: connection cut, not done. drop-after: done, then cut.',
  ].join('\n'),
  async run(context, args) {
    try {
      return await obey(context, args);
    } catch (error) {
      throw forPeople(error);
    }
  },
};

async function obey(context: CliContext, args: Args): Promise<number> {
  switch (args.text('order')) {
    case undefined:
      return serve(context, portOf(args));
    case 'fail':
      return command(context, failureOf(args));
    case 'heal':
      return command(context, []);
    case 'counts':
      return count(context);
    default:
      throw usageComplaint(`There is no order "${args.text('order')}".`, 'Orders are fail, heal and counts.');
  }
}

function portOf(args: Args): number {
  const given = args.text('port') ?? String(PORT_DEFAULT);
  if (/^\d{1,5}$/.test(given) && Number(given) <= PORT_MAX) return Number(given);
  throw usageComplaint(`--port ${given} is no port.`, `Ports are numbers from 0 (any free one) to ${PORT_MAX}.`);
}

async function serve({ directory, out, untilInterrupted }: CliContext, port: number): Promise<number> {
  await mkdir(join(directory, '.shipchart'), { recursive: true, mode: 0o700 });
  const vendor = await startVendor({
    port,
    file: join(directory, '.shipchart', 'stand-in.jsonl'),
    random: Math.random,
    hear: out.line,
  });
  out.line(`The stand-in listens at ${vendor.address}. Ctrl-C ends it.`);
  await untilInterrupted((stop) => new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true })));
  await vendor.close();
  return EXIT.ok;
}

function failureOf(args: Args): CommandedFailure[] {
  const times = args.text('times');
  const read = failureList.safeParse([
    {
      service: args.text('service'),
      failure: args.text('failure'),
      ...(times === undefined ? {} : { times: Number(times) }),
    },
  ]);
  if (read.success) return read.data;
  throw usageComplaint(
    `\`fail\` needs one of ${SERVICES.join(', ')}, then one of ${FAILURES.join(', ')}.`,
    'For example `shipchart stand-in fail notices hang --times 3`.',
  );
}

async function command(context: CliContext, failures: readonly CommandedFailure[]): Promise<number> {
  const now = await commandVendor(await addressOf(context), failures);
  if (context.json) printJson(context.out, now);
  else if (now.length === 0) context.out.line('The stand-in works.');
  else for (const each of now) context.out.line(sayFailure(each));
  return EXIT.ok;
}

function sayFailure({ service, failure, times }: CommandedFailure): string {
  return `${service}: ${failure}${times === undefined ? ', until `shipchart stand-in heal`' : `, ${times} times`}`;
}

async function count(context: CliContext): Promise<number> {
  const effects = await vendorCounts(await addressOf(context));
  if (context.json) printJson(context.out, effects);
  else for (const effect of effects) context.out.line(sayEffect(effect));
  return EXIT.ok;
}

function sayEffect({ service, key, asked, done }: Effect): string {
  return `${service.padEnd(13)} ${key}: asked ${asked}, done ${done}`;
}

async function addressOf({ directory }: CliContext): Promise<string> {
  return (await configurationIn(directory)).standIn ?? `http://127.0.0.1:${PORT_DEFAULT}`;
}
