import type { Progress } from '../../engine/progress.ts';
import { WorldFailure } from '../../ports/failure.ts';
import type { Command, CommandStatus } from '../../ports/command-runner.ts';
import { logName } from '../log-name.ts';
import type { StepContext } from '../step.ts';

/** Output kept of one command; the middle of a longer one is left out. */
export const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;
const STOP_GRACE_MS = 5_000;
/** The runner says when a command ends; this look is for a message that was lost. */
const LOOK_AGAIN_MS = 15_000;
/** `EX_CONFIG` of sysexits.h: the command says that what it needs is not here. */
const EXIT_CANNOT_RUN = 78;

export type CommandEnd = Extract<CommandStatus, { state: 'ended' }>;

/** Starts the command under the step's key, or attaches to it. */
export async function startCommand(
  context: StepContext,
  command: Pick<Command, 'line' | 'directory'> & {
    seconds: number;
    variables?: Record<string, string>;
    secrets?: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const { ports, run, node } = context;
  await ports.commands.start(commandKey(context), {
    line: command.line,
    directory: command.directory,
    environment: {
      ...ports.places.commandEnvironment(),
      SHIPCHART_RUN: run.id,
      SHIPCHART_NODE: node,
      SHIPCHART_COMMIT: run.commit.id,
      ...command.variables,
      ...command.secrets,
    },
    logFile: ports.blobs.path(logName(context)),
    secrets: Object.values(command.secrets ?? {}),
    limits: { seconds: command.seconds, outputBytes: OUTPUT_BYTES_MAX },
  });
}

/** Each try is a command of its own: one that was lost is not attached to again. */
function commandKey({ key, attempt }: StepContext): string {
  return `${key}:${attempt}`;
}

/**
 * How the step's command ended, or the progress to report while it has not. One that this try has not started yet is started.
 * @throws WorldFailure `command-lost`, `command-cannot-run`
 */
export async function followCommand<Settings>(
  context: StepContext<Settings>,
  memo: Progress & { kind: 'waiting' },
  start: (context: StepContext<Settings>) => Promise<Progress>,
): Promise<CommandEnd | Progress> {
  const status = await context.ports.commands.status(commandKey(context));
  switch (status.state) {
    case 'running':
      return { ...memo, wakeAt: context.now + LOOK_AGAIN_MS };
    case 'ended':
      if (status.exitCode === EXIT_CANNOT_RUN) throw cannotRun();
      return status;
    case 'unknown':
      return start(context);
    case 'lost':
      throw lost();
  }
}

export async function stopCommand(context: StepContext): Promise<void> {
  await context.ports.commands.stop(commandKey(context), STOP_GRACE_MS);
}

/** Why a command that ended did not pass; undefined where it did. */
export function whyFailed(end: CommandEnd, timeout: string): string | undefined {
  if (end.because === 'timeout') return `it took longer than ${timeout} and was ended`;
  if (end.exitCode === 0) return undefined;
  return end.exitCode === null
    ? `it was ended by ${end.signal ?? 'a signal'}`
    : `it ended with exit code ${end.exitCode}`;
}

function cannotRun(): WorldFailure {
  return new WorldFailure({
    code: 'command-cannot-run',
    message: `the command says that what it needs is not on this machine (exit code ${EXIT_CANNOT_RUN}).`,
    hint: 'See the end of its log.',
    retry: false,
  });
}

function lost(): WorldFailure {
  return new WorldFailure({
    code: 'command-lost',
    message: `nobody knows how the command ended: the host process that ran it was killed.`,
    hint: 'It runs again by itself.',
    retry: true,
  });
}
