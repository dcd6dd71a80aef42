import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { WorldFailure } from '../../ports/failure.ts';
import { NoHost, type HostLine } from './host-call.ts';
import type { HostFolder } from './host/host-folder.ts';
import { startedMark } from './host/process-table.ts';
import { HOST_PROTOCOL, type HostAbout } from './host/wire.ts';

export interface HostStart {
  /** The data directory. */
  directory: string;
  /** The OCI layout with the images; default: `images` in the data directory. */
  images?: string;
  /** The host stops everything and ends when nobody spoke to it for this long; without it, it lives on. */
  lingerSeconds?: number;
}

/** A host ends its predecessor's leftovers before it answers. */
const START_LIMIT_MS = 30_000;
/** Drains, then TERM, then KILL of whatever it runs. */
const STOP_LIMIT_MS = 60_000;
const LOOK_MS = 20;
const RETRY_MS = 200;
const LAST_LINES = 5;

/** Returns once a host answers on the line, started by us or by another. @throws WorldFailure `host-not-started`, `host-outdated` */
export async function ensureHost(line: HostLine, folder: HostFolder, start: HostStart): Promise<HostAbout> {
  const about = (await askAbout(line)) ?? (await startHost(line, folder, start));
  if (about.protocol === HOST_PROTOCOL) return about;
  throw new WorldFailure({
    code: 'host-outdated',
    message: `The host process ${about.pid} was started by another version of Shipchart and speaks protocol ${about.protocol}, not ${HOST_PROTOCOL}.`,
    hint: `Stop it with \`kill ${about.pid}\`: it ends its releases, and the next start brings them back.`,
    retry: false,
  });
}

/** Returns when the host and all it ran are gone. @throws WorldFailure `host-not-stopped` */
export async function stopHost(line: HostLine): Promise<void> {
  const about = await askAbout(line);
  if (!about) return;
  const mark = await startedMark(about.pid);
  await line.call('POST', '/stop');
  const deadline = performance.now() + STOP_LIMIT_MS;
  while ((await startedMark(about.pid)) === mark) {
    if (performance.now() > deadline) throw notStopped(about.pid);
    await sleep(LOOK_MS);
  }
}

async function startHost(line: HostLine, folder: HostFolder, start: HostStart): Promise<HostAbout> {
  const deadline = performance.now() + START_LIMIT_MS;
  let child = spawnHost(folder, start);
  while (performance.now() < deadline && !child.exitCode) {
    const about = await askAbout(line);
    if (about) {
      // Ours came second: still on its way up, it must not become the host once the other one ends.
      if (about.pid !== child.pid) child.kill('SIGKILL');
      return about;
    }
    await sleep(LOOK_MS);
    // Another one held the folder, and may be ending just now.
    if (child.exitCode === 0) child = await sleep(RETRY_MS).then(() => spawnHost(folder, start));
  }
  const said = (await readFile(folder.hostLog, 'utf8').catch(() => ''))
    .trimEnd()
    .split('\n')
    .slice(-LAST_LINES)
    .join('\n');
  throw new WorldFailure({
    code: 'host-not-started',
    message: `The host process ${child.pid} did not come up${child.exitCode ? ` and ended with exit code ${child.exitCode}` : ''}. It said last:\n${said}`,
    hint: `Its log is ${folder.hostLog}.`,
    retry: true,
  });
}

function spawnHost(folder: HostFolder, start: HostStart): ChildProcess {
  const parameters = ['--directory', resolve(start.directory)];
  if (start.images !== undefined) parameters.push('--images', resolve(start.images));
  if (start.lingerSeconds !== undefined) parameters.push('--linger', String(start.lingerSeconds));
  const log = openSync(folder.hostLog, 'a', 0o600);
  const child = spawn(process.execPath, [hostProgram(), ...parameters], {
    // Neither a closed terminal nor our own end reaches it.
    detached: true,
    stdio: ['ignore', log, log],
    cwd: folder.root,
    env: bareEnvironment(),
  });
  closeSync(log);
  // A program that can't be started at all never comes up, which is said then.
  child.once('error', () => undefined);
  child.unref();
  return child;
}

/** As TypeScript in the repository, as JavaScript in the package. */
function hostProgram(): string {
  return fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './host/main.ts' : './host/main.js', import.meta.url));
}

/** The control plane's own secrets stay out of a process that starts other people's programs. */
function bareEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'TMPDIR', 'XDG_RUNTIME_DIR'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

async function askAbout(line: HostLine): Promise<HostAbout | undefined> {
  try {
    return await line.call<HostAbout>('GET', '/about');
  } catch (cause) {
    if (cause instanceof NoHost) return undefined;
    throw cause;
  }
}

function notStopped(pid: number): WorldFailure {
  return new WorldFailure({
    code: 'host-not-stopped',
    message: `The host process ${pid} was asked to stop and is still there after ${STOP_LIMIT_MS / 1_000} s.`,
    hint: 'A release may be draining for long; ask again, or look at its log.',
    retry: true,
  });
}
