import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connectDocker } from '../../src/integrations/docker/engine.ts';

const START_LOOKS_MAX = 300;
const LOOK_MS = 100;
const CAP_SYS_ADMIN = 1n << 21n;
/** Debian's static busybox: a whole user land in one file, so that images need no base from elsewhere. */
export const BUSYBOX = '/bin/busybox';

export interface DockerDaemon {
  socket: string;
  /** Ends the daemon; its containers go on where they can. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Ends everything and forgets it. */
  remove(): Promise<void>;
}

/** Whether tests with Docker have to be left out, saying so once; in CI a missing program is a failure, a machine that allows no daemon is not. */
export function isWithoutDocker(): boolean {
  const missing = missingProgram();
  if (missing !== undefined && process.env['CI'] === 'true') throw new Error(`CI needs Docker: ${missing}`);
  const why = missing ?? (mayMount() ? undefined : 'this machine lets nobody start a daemon (no CAP_SYS_ADMIN)');
  if (why !== undefined) console.warn(`SKIPPED with Docker: ${why}`);
  return why !== undefined;
}

function missingProgram(): string | undefined {
  if (findProgram('dockerd') === undefined) return 'dockerd is not installed (Debian: apt-get install docker.io)';
  if (existsSync(BUSYBOX) && isStatic(BUSYBOX)) return undefined;
  return 'there is no static busybox (Debian: apt-get install busybox-static)';
}

function mayMount(): boolean {
  if (process.platform !== 'linux') return false;
  const rights = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return (BigInt(`0x${rights}`) & CAP_SYS_ADMIN) !== 0n;
}

/** A real daemon with a data root of its own, without a bridge: its containers use the host's network. */
export async function startDocker(): Promise<DockerDaemon> {
  const directory = mkdtempSync(join(tmpdir(), 'shipchart-docker-'));
  const socket = join(directory, 'docker.sock');
  let daemon: ChildProcess | undefined;
  let said = '';
  const start = async () => {
    const folders = ['--data-root', join(directory, 'data'), '--exec-root', join(directory, 'exec')];
    const place = ['-H', `unix://${socket}`, '--pidfile', join(directory, 'docker.pid')];
    const network = ['--bridge=none', '--iptables=false', '--ip6tables=false', '--live-restore'];
    daemon = spawn('dockerd', [...folders, ...place, ...network], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    daemon.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4_000)));
    await answers(socket, daemon, () => said);
  };
  const stop = async () => {
    const ending = daemon;
    daemon = undefined;
    if (ending?.exitCode !== null) return;
    const ended = once(ending, 'exit');
    ending.kill('SIGTERM');
    await ended;
  };
  await start();
  return { socket, start, stop, remove: () => removeAll(directory, socket, stop) };
}

async function answers(socket: string, daemon: ChildProcess, said: () => string): Promise<void> {
  const engine = connectDocker(socket);
  try {
    for (let look = 0; look < START_LOOKS_MAX; look++) {
      if (daemon.exitCode !== null) break;
      const info = await engine.call('GET', '/info').catch(() => undefined);
      if (info) return;
      await pause(LOOK_MS);
    }
  } finally {
    await engine.close();
  }
  throw new Error(`dockerd did not start: ${said()}`);
}

async function removeAll(directory: string, socket: string, stop: () => Promise<void>): Promise<void> {
  const engine = connectDocker(socket);
  const listed = await engine
    .call<{ Id: string }[]>('GET', '/containers/json', { query: { all: '1' } })
    .catch(() => [] as { Id: string }[]);
  for (const { Id } of listed)
    await engine.call('DELETE', `/containers/${Id}`, { query: { force: '1' } }).catch(() => {});
  await engine.close();
  await stop();
  unmountBelow(directory);
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}

/** The daemon leaves the mounts of its network namespaces behind. */
function unmountBelow(directory: string): void {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const below = mounts.map((line) => line.split(' ')[1] ?? '').filter((path) => path.startsWith(`${directory}/`));
  for (const path of below.sort().reverse()) execFileSync('umount', ['-l', path]);
}

export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

function isStatic(file: string): boolean {
  // A program that needs a loader names it; a static one doesn't.
  return !readFileSync(file).includes('/lib64/ld-linux');
}
