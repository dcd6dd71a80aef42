import type { RollbackPlan } from '../api/shapes.ts';
import type { CliContext, Command } from './command.ts';
import { environmentLines } from './environment-lines.ts';
import { EXIT } from './exit-code.ts';
import { printJson } from './print-json.ts';
import { cleanText } from './terminal/clean-text.ts';

export const rollbackCommand: Command = {
  name: 'rollback',
  summary: 'Bring all of an environment’s traffic back to its last good release, before anything else',
  arguments: [{ name: '<environment>', summary: 'Its name' }],
  options: [
    { flags: '--to <release>', summary: 'Another release that stood there, such as shop@3f9c2ab' },
    { flags: '--reason <text>', summary: 'Why; told to people and shown while the environment is held' },
    { flags: '-y, --yes', summary: 'Do not ask' },
  ],
  notes: 'Says what it will do, and asks. Afterwards nothing is delivered there until `shipchart unlock`.',
  async run(context, args) {
    const { out, json, now } = context;
    const name = args.needed('environment');
    const client = await context.client();
    const release = args.text('to');
    const plan = await client.rollbackPlan(name, release);
    if (!json) for (const line of planLines(name, plan)) out.line(line);
    if (!args.has('yes') && !(await agreed(context))) return EXIT.stopped;
    const wanted = {
      reason: args.text('reason') ?? 'rolled back by hand',
      ...(release === undefined ? {} : { release }),
    };
    const environment = await client.rollback(name, wanted);
    if (json) printJson(out, environment);
    else environmentLines(environment, now(), out.paint).forEach((line) => out.line(line));
    return EXIT.ok;
  },
};

function planLines(name: string, { to, leaving, cancels }: RollbackPlan): string[] {
  const from = leaving.map(cleanText).join(' and ');
  return [
    `Rolling ${cleanText(name)} back will:`,
    ...(cancels === undefined ? [] : [`  cancel ${cleanText(cancels)}, which holds it`]),
    to === undefined
      ? '  stop all its traffic: nothing was ever live there'
      : `  give all its traffic to ${cleanText(to)}${from === '' ? ', which serves already: there is no release before it' : ''}`,
    ...(from === '' ? [] : [`  take ${from} out of service and ban it there`]),
    '  drop cached answers, and tell people',
    `  keep every delivery out until \`shipchart unlock ${cleanText(name)}\``,
  ];
}

/** Asked only where somebody can answer: a script says `--yes`. */
async function agreed({ out, ask }: CliContext): Promise<boolean> {
  if (ask === undefined) {
    out.aside('Nothing was done: say --yes where nobody can be asked.');
    return false;
  }
  const answer = (await ask('Go on? [y/N] ')).trim().toLowerCase();
  if (answer === 'y' || answer === 'yes') return true;
  out.line('Nothing was done.');
  return false;
}
