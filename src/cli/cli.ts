import { Command as Commander, CommanderError, Option } from 'commander';
import { adoptCommand } from './adopt.ts';
import { approveCommand } from './approve.ts';
import { readArgs } from './args.ts';
import { auditExportCommand } from './audit/export.ts';
import { auditVerifyCommand } from './audit/verify.ts';
import { cancelCommand } from './cancel.ts';
import { checkCommand } from './check/check.ts';
import type { CliContext, Command } from './command.ts';
import { envCommand } from './env.ts';
import { evidenceCommand } from './evidence/evidence.ts';
import { EXIT } from './exit-code.ts';
import { initCommand } from './init/init.ts';
import { acknowledgeCommand } from './acknowledge.ts';
import { doctorCommand } from './doctor.ts';
import { incidentsCommand } from './incidents.ts';
import { resolveCommand } from './resolve.ts';
import { lockCommand } from './lock.ts';
import { logsCommand } from './logs.ts';
import { rehearseCommand } from './rehearse/rehearse.ts';
import { rejectCommand } from './reject.ts';
import { retryCommand } from './retry.ts';
import { rollbackCommand } from './rollback.ts';
import { runCommand } from './run.ts';
import { runsCommand } from './runs.ts';
import { secretListCommand } from './secret/list.ts';
import { secretRemoveCommand } from './secret/remove.ts';
import { secretRotateCommand } from './secret/rotate.ts';
import { secretSetCommand } from './secret/set.ts';
import { showCommand } from './show.ts';
import { simulateCommand } from './verdict/simulate.ts';
import { tryGateCommand } from './verdict/try.ts';
import { tellWrong } from './tell-wrong.ts';
import { unlockCommand } from './unlock.ts';

/** Every command: one file and one line, in the order in which help lists them. */
const commands: readonly Command[] = [
  initCommand,
  checkCommand,
  rehearseCommand,
  runCommand,
  runsCommand,
  showCommand,
  evidenceCommand,
  logsCommand,
  approveCommand,
  rejectCommand,
  cancelCommand,
  retryCommand,
  rollbackCommand,
  envCommand,
  adoptCommand,
  doctorCommand,
  incidentsCommand,
  acknowledgeCommand,
  resolveCommand,
  lockCommand,
  unlockCommand,
  secretSetCommand,
  secretListCommand,
  secretRemoveCommand,
  secretRotateCommand,
  auditVerifyCommand,
  auditExportCommand,
  simulateCommand,
  tryGateCommand,
];

export interface Cli {
  /** Runs what `words` (without the program's own name) ask for. Resolves with the exit code; a bug of ours rejects. */
  run(words: readonly string[]): Promise<number>;
}

/**
 * The command line: the commands of this folder and `extra`, which stand first in the help.
 *
 *     process.exitCode = await createCli([up, tryIt], processContext({ declarations, version })).run(process.argv.slice(2));
 */
export function createCli(extra: readonly Command[], context: Omit<CliContext, 'json'>): Cli {
  return {
    async run(words) {
      let exitCode: number = EXIT.ok;
      const program = programOf(context);
      for (const command of [...extra, ...commands]) {
        const made = commanderOf(command, context, (code) => (exitCode = code));
        placeOf(command, program, context).addCommand(made);
      }
      try {
        if (words.length === 0) program.help({ error: true });
        await program.parseAsync(words, { from: 'user' });
        return exitCode;
      } catch (error) {
        if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
        throw error;
      }
    },
  };
}

function programOf(context: Omit<CliContext, 'json'>): Commander {
  return settled(new Commander('shipchart'), context)
    .description('The flowchart in your repository is the pipeline that runs.')
    .version(context.version, '--version', 'Say which version this is')
    .helpOption('-h, --help', 'Say what there is')
    .helpCommand(false)
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${argumentsOf(command)}`.trim() })
    .addHelpText(
      'after',
      '\n`shipchart COMMAND --help` says more. Where the server is: SHIPCHART_SERVER and SHIPCHART_TOKEN, else .shipchart/ here or above.',
    );
}

/** Under its group's word, which is made with its first command. */
function placeOf({ group }: Command, program: Commander, context: Omit<CliContext, 'json'>): Commander {
  if (!group) return program;
  const known = program.commands.find((each) => each.name() === group.name);
  if (known) return known;
  const made = settled(new Commander(group.name), context)
    .description(group.summary)
    .helpOption('-h, --help', 'Say what there is')
    .helpCommand(false);
  program.addCommand(made);
  return made;
}

function argumentsOf({ registeredArguments }: Commander): string {
  return registeredArguments.map((each) => (each.required ? `<${each.name()}>` : `[${each.name()}]`)).join(' ');
}

function commanderOf(command: Command, context: Omit<CliContext, 'json'>, end: (exitCode: number) => void): Commander {
  const { name, summary, arguments: declared = [], options = [], notes } = command;
  const made = settled(new Commander(name), context)
    .description(summary)
    .helpOption('-h, --help', 'Say how it is used');
  for (const each of declared) made.argument(each.name, each.summary);
  for (const { flags, summary: says, required, repeatable } of options) {
    const option = new Option(flags, says).makeOptionMandatory(required === true);
    made.addOption(repeatable ? option.default([]).argParser((value, before: string[]) => [...before, value]) : option);
  }
  made.option('--json', 'Answer in JSON, for programs');
  if (notes !== undefined) made.addHelpText('after', `\n${notes}`);
  return made.action(async () => end(await perform(command, context, made)));
}

/** Commander writes where we write, and ends nothing by itself. */
function settled(commander: Commander, { out }: Pick<CliContext, 'out'>): Commander {
  return commander.exitOverride().configureOutput({
    writeOut: (text) => out.line(text.trimEnd()),
    writeErr: (text) => out.aside(text.trimEnd()),
    getOutHelpWidth: () => out.screen()?.columns ?? 100,
    getErrHelpWidth: () => out.screen()?.columns ?? 100,
  });
}

async function perform(command: Command, surroundings: Omit<CliContext, 'json'>, given: Commander): Promise<number> {
  const named = given.registeredArguments.map((argument, at) => [argument.name(), given.processedArgs[at] as unknown]);
  const values = { ...given.opts(), ...Object.fromEntries(named) } as Record<string, unknown>;
  const context: CliContext = { ...surroundings, json: values['json'] === true };
  try {
    return await command.run(context, readArgs(values));
  } catch (error) {
    return tellWrong(context, error);
  }
}
