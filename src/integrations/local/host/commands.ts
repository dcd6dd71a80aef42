import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command, CommandStatus } from '../../../ports/command-runner.ts';
import { WorldFailure } from '../../../ports/failure.ts';
import type { HostNews } from '../../../ports/host-events.ts';
import { openCommandLog } from './command-output.ts';
import { forgetCommand, readCommand, unfinishedCommands, writeCommand, type CommandRecord } from './command-record.ts';
import { startOwned, type ProcessExit } from './owned-process.ts';
import { endGroup, newGroupMark, type OwnedGroup } from './process-group.ts';

type Because = 'exit' | 'timeout' | 'stopped';

interface RunningCommand {
  record: CommandRecord;
  group: OwnedGroup;
  /** What ended it, once that is known. */
  because: Because;
  /** The end of its processes, once someone wants it. */
  ending: Promise<void> | undefined;
  outcome: CommandRecord['outcome'];
  /** Settles when the last process is gone and the end is written down. */
  over: Promise<void>;
}

/** After its time limit a command gets this long between TERM and KILL. */
const TIMEOUT_GRACE_MS = 5_000;
/** What a command leaves behind in its group gets this long. */
const LEFTOVER_GRACE_MS = 1_000;
/** How long output may keep coming after every process of the command is gone. */
const LAST_OUTPUT_MS = 2_000;
const TIMER_LIMIT_MS = 2 ** 31 - 1;

/** Runs the teams' commands; see `CommandRunner` for what each call means. */
export class Commands {
  readonly #folder: string;
  readonly #tell: (news: HostNews) => void;
  /** By key, from the call on, so that two calls start one command. */
  readonly #starting = new Map<string, Promise<void>>();
  readonly #running = new Map<string, RunningCommand>();

  constructor(folder: string, tell: (news: HostNews) => void) {
    this.#folder = folder;
    this.#tell = tell;
  }

  /** Ends what a killed host left running, and writes down that nothing is known of how it would have ended. */
  async restore(): Promise<void> {
    for (const record of await unfinishedCommands(this.#folder)) {
      // What can't be ended, hanging in the kernel, must not keep the host from starting.
      if (record.group) await endGroup(record.group, 0).catch(() => undefined);
      await writeCommand(this.#folder, { key: record.key, startedAt: record.startedAt, outcome: { state: 'lost' } });
      this.#tell({ type: 'command-ended', key: record.key });
    }
  }

  async start(key: string, command: Command): Promise<void> {
    if (this.#running.has(key)) return;
    const starting = this.#starting.get(key) ?? this.#startOnce(key, command).finally(() => this.#starting.delete(key));
    this.#starting.set(key, starting);
    await starting;
  }

  async status(key: string): Promise<CommandStatus> {
    const running = this.#running.get(key);
    if (running) return running.outcome ?? { state: 'running', startedAt: running.record.startedAt };
    const record = await readCommand(this.#folder, key);
    if (!record) return { state: 'unknown' };
    return record.outcome ?? { state: 'running', startedAt: record.startedAt };
  }

  async stop(key: string, graceMs: number): Promise<void> {
    await this.#starting.get(key)?.catch(() => undefined);
    const running = this.#running.get(key);
    if (running && !running.outcome) await this.#end(running, 'stopped', graceMs);
  }

  async stopAll(graceMs: number): Promise<void> {
    await Promise.allSettled(this.#starting.values());
    await Promise.all([...this.#running.values()].map((running) => this.#end(running, 'stopped', graceMs)));
  }

  async #startOnce(key: string, command: Command): Promise<void> {
    if (await readCommand(this.#folder, key)) return;
    const group: OwnedGroup = { mark: newGroupMark() };
    const record: CommandRecord = { key, group, startedAt: Date.now() };
    const shell = await this.#startShell(record, command, group);
    const running: RunningCommand = {
      record,
      group,
      because: 'exit',
      ending: undefined,
      outcome: undefined,
      over: Promise.resolve(),
    };
    this.#running.set(key, running);
    // Now with its leader. Where that can't be written down, the mark still finds the processes.
    await writeCommand(this.#folder, record).catch(() => undefined);
    running.over = this.#follow(running, shell, command.limits.seconds);
  }

  async #startShell(record: CommandRecord, command: Command, group: OwnedGroup): Promise<Shell> {
    try {
      // Written down first: whatever dies when, the processes are found, and the command is not started twice.
      await writeCommand(this.#folder, record);
      // Without this look, a missing folder would be reported as a missing shell.
      await access(command.directory);
      return await startShell(command, group);
    } catch (cause) {
      await forgetCommand(this.#folder, record.key);
      throw startFailed(command, cause as Error);
    }
  }

  /** From its start to the end of its last process. */
  async #follow(running: RunningCommand, shell: Shell, limitSeconds: number): Promise<void> {
    const startedAt = performance.now();
    const limitMs = Math.min(limitSeconds * 1_000, TIMER_LIMIT_MS);
    const timer = setTimeout(
      () => void this.#end(running, 'timeout', TIMEOUT_GRACE_MS).catch(() => undefined),
      limitMs,
    );
    const { code, signal } = await shell.exited;
    clearTimeout(timer);
    const durationMs = Math.round(performance.now() - startedAt);
    await (running.ending ?? endGroup(running.group, LEFTOVER_GRACE_MS)).catch(() => undefined);
    await Promise.race([shell.silent, sleep(LAST_OUTPUT_MS)]);
    shell.stdout.destroy();
    await shell.silent;
    const { key } = running.record;
    running.outcome = { state: 'ended', exitCode: code, signal, because: running.because, durationMs };
    try {
      await writeCommand(this.#folder, { key, startedAt: running.record.startedAt, outcome: running.outcome });
      this.#running.delete(key);
    } catch {
      // A full disk: how it ended is remembered as long as this host lives.
    }
    this.#tell({ type: 'command-ended', key });
  }

  async #end(running: RunningCommand, because: Because, graceMs: number): Promise<void> {
    if (running.because === 'exit') running.because = because;
    running.ending ??= endGroup(running.group, graceMs);
    await running.ending;
    await running.over;
  }
}

interface Shell {
  exited: Promise<ProcessExit>;
  stdout: Readable;
  /** Settles when all it said is in the log. */
  silent: Promise<void>;
}

async function startShell(command: Command, group: OwnedGroup): Promise<Shell> {
  const log = await openCommandLog(command.logFile, {
    secrets: command.secrets,
    limitBytes: command.limits.outputBytes,
  });
  let heard: Pick<Shell, 'stdout' | 'silent'> | undefined;
  const { exited } = await startOwned({
    program: '/bin/sh',
    // One pipe for both keeps what was said in the order in which it was said.
    parameters: ['-c', `exec 2>&1\n${command.line}`],
    directory: command.directory,
    environment: command.environment,
    group,
    hear: (stdout) => (heard = { stdout, silent: log.take(stdout) }),
  });
  assert(heard);
  return { exited, ...heard };
}

function startFailed(command: Command, cause: Error): WorldFailure {
  return new WorldFailure({
    code: 'start-failed',
    message: `The command could not be started in ${command.directory}: ${cause.message}.`,
    hint: 'The folder and the folder of its log must exist and be writable.',
    retry: true,
    cause,
  });
}
