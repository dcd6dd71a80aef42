import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { GROUP_VARIABLE, type OwnedGroup } from './process-group.ts';
import { startedMark } from './process-table.ts';

export interface ProcessStart {
  program: string;
  parameters: readonly string[];
  directory: string;
  /** The whole environment; only the group's mark is added. */
  environment: Readonly<Record<string, string>>;
  /** Its leader is filled in. */
  group: OwnedGroup;
  /** Called at once: Node throws away what nobody has begun to read when the process ends. */
  hear(stdout: Readable, stderr: Readable): void;
}

export interface OwnedProcess {
  exited: Promise<ProcessExit>;
}

export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Starts a process that leads a group of its own: what it starts ends with it, and a terminal's Ctrl-C never reaches it. @throws Error of `spawn` */
export async function startOwned(start: ProcessStart): Promise<OwnedProcess> {
  const { group } = start;
  const child = spawn(start.program, start.parameters, {
    cwd: start.directory,
    env: { ...start.environment, [GROUP_VARIABLE]: group.mark },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  start.hear(child.stdout, child.stderr);
  const exited = once(child, 'exit').then((exit) => ({
    code: exit[0] as number | null,
    signal: exit[1] as NodeJS.Signals | null,
  }));
  exited.catch(() => undefined);
  await once(child, 'spawn');
  const pid = child.pid as number;
  // A process that ended already has no mark, so nothing is ever taken for it by its number.
  const started = await startedMark(pid);
  if (started !== undefined) group.leader = { pid, started };
  return { exited };
}
