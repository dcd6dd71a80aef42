import type { Progress } from '../../engine/progress.ts';
import { milliseconds } from '../../lib/settings.ts';
import { readReports, type ReportsRead } from '../reports/read-reports.ts';
import type { StepContext, StepKind } from '../step.ts';
import { commandDeclaration, type CommandSettings } from './declaration.ts';
import { followCommand, startCommand, stopCommand, whyFailed, type CommandEnd } from './follow-command.ts';

type Memo = { directory: string };

export const command: StepKind<CommandSettings> = {
  declaration: commandDeclaration,
  start,
  check,
  cancel: stopCommand,
};

async function start(context: StepContext<CommandSettings>): Promise<Progress> {
  const { run, node, visit, attempt, ports, settings } = context;
  await ports.workspaces.checkout(run.id, run.commit.id);
  const secrets = await secretsOf(context);
  const directory = await ports.workspaces.copy(run.id, `${node}-${visit}-${attempt}`);
  await startCommand(context, {
    line: settings.run,
    directory,
    seconds: milliseconds(settings.timeout) / 1_000,
    secrets,
    ...(settings.against === undefined
      ? {}
      : { variables: { SHIPCHART_URL: await ports.places.urlOf(settings.against) } }),
  });
  return waiting(settings, { directory });
}

/** A commit that is only checked runs without: a test that needs one fails, the others still say something. */
async function secretsOf(context: StepContext<CommandSettings>): Promise<Readonly<Record<string, string>>> {
  if (context.run.purpose === 'delivery' || context.settings.secrets === undefined) return context.secrets();
  context.log('A commit that is only checked gets no secrets: the command runs without them.');
  return {};
}

async function check(context: StepContext<CommandSettings>): Promise<Progress> {
  const memo = context.memo as Memo;
  const end = await followCommand(context, waiting(context.settings, memo), start);
  if ('kind' in end) return end;
  return judge(context.settings, end, await readReports(memo.directory, context.settings.reports));
}

function waiting({ run }: CommandSettings, memo: Memo): Progress & { kind: 'waiting' } {
  return { kind: 'waiting', message: run, memo };
}

/** Exit code 0 passes only with its reports: a test run that wrote none proves nothing. */
function judge(settings: CommandSettings, end: CommandEnd, { numbers, failed, problems }: ReportsRead): Progress {
  const why = whyFailed(end, settings.timeout) ?? problems[0];
  const first = failed[0];
  const reason =
    why === undefined ? undefined : [why, first ? `first failed: ${first.name}` : undefined].filter(Boolean).join('; ');
  return {
    kind: 'ended',
    outcome: why === undefined ? 'pass' : 'fail',
    ...(reason === undefined ? {} : { reason }),
    output: {
      exitCode: end.exitCode,
      durationMs: end.durationMs,
      numbers,
      failed: failed.map((test) => ({ ...test })),
      problems,
    },
  };
}
