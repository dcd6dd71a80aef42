import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Command, CommandRunner } from '../../ports/command-runner.ts';
import { WorldFailure } from '../../ports/failure.ts';
import { confinedLine, type Confinement } from './confined-line.ts';

const PROBE_MS_MAX = 10_000;
const run = promisify(execFile);

/**
 * Runs every command of another runner in namespaces of its own: it sees the system's programs, its own folder and an empty home, its own
 * processes and, where the operator says so, no network. Where the machine can't, no command starts. One that is stopped ends at once: the
 * namespace goes with its first process, so it gets no time to end in its own way.
 */
export function confinedRunner(commands: CommandRunner, confinement: Confinement): CommandRunner {
  return {
    ...commands,
    async start(key, command) {
      const why = await whyNotConfined();
      if (why !== undefined) throw unavailable(why);
      await commands.start(key, confinedCommand(command, confinement));
    },
  };
}

/** Why this machine can't confine commands; undefined where it can. */
export async function whyNotConfined(): Promise<string | undefined> {
  try {
    await run('bwrap', ['--ro-bind', '/', '/', '--unshare-all', '--proc', '/proc', '--dev', '/dev', 'true'], {
      timeout: PROBE_MS_MAX,
    });
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'bubblewrap is not installed';
    const { stderr } = error as { stderr?: string };
    return `bubblewrap can make no namespaces here: ${stderr?.trim().split('\n')[0] ?? String(error)}`;
  }
}

function confinedCommand(command: Command, confinement: Confinement): Command {
  const { HOME: home, TMPDIR: _, ...environment } = command.environment;
  // What others cached is neither seen nor changed.
  const own = home === undefined ? {} : { HOME: home, npm_config_cache: `${home}/.npm` };
  return { ...command, line: confinedLine(command, confinement), environment: { ...environment, ...own } };
}

function unavailable(why: string): WorldFailure {
  return new WorldFailure({
    code: 'sandbox-unavailable',
    message: `shipchart.yaml asks for commands to be confined, and this machine can't: ${why}.`,
    hint: 'Install bubblewrap and allow user namespaces, or take `sandbox:` out of shipchart.yaml.',
    retry: false,
  });
}
