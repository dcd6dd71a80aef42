import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { WorldFailure } from '../../../ports/failure.ts';

/** Where a host keeps its things. All of it is readable by its owner only. */
export interface HostFolder {
  root: string;
  /** The random key that every call to the host carries. */
  keyFile: string;
  stateFile: string;
  lockFile: string;
  hostLog: string;
  releaseLogs: string;
  past: string;
  commands: string;
  unpacked: string;
  /** A text that names the socket of the host that lives. */
  socketName: string;
}

/** A socket's path ends at 104 bytes on macOS (108 on Linux), the closing zero included. */
const SOCKET_PATH_LIMIT_BYTES = 103;

/** The host's folder within the data directory, made where it is missing. */
export function hostFolder(data: string): HostFolder {
  mkdirSync(data, { recursive: true });
  const root = join(realpathSync(data), 'host');
  const folder = {
    root,
    keyFile: join(root, 'key'),
    stateFile: join(root, 'state.json'),
    lockFile: join(root, 'lock.sqlite'),
    hostLog: join(root, 'host.log'),
    releaseLogs: join(root, 'logs'),
    past: join(root, 'past'),
    commands: join(root, 'commands'),
    unpacked: join(root, 'unpacked'),
    socketName: join(root, 'socket'),
  };
  for (const path of [root, folder.releaseLogs, folder.past, folder.commands, folder.unpacked])
    mkdirSync(path, { recursive: true });
  chmodSync(root, 0o700);
  return folder;
}

/** The key, made at the first call. */
export function hostKey(folder: HostFolder): string {
  try {
    writeFileSync(folder.keyFile, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  }
  return readFileSync(folder.keyFile, 'utf8').trim();
}

/** Where a new host listens: a short path in a folder that only this user can enter. @throws WorldFailure `socket-folder-unsafe` */
export function newSocketPath(folder: HostFolder): string {
  const name = `${createHash('sha256').update(folder.root).digest('hex').slice(0, 16)}.sock`;
  const parents = [process.env['XDG_RUNTIME_DIR'], tmpdir(), '/tmp'].filter(
    (path) => path !== undefined && existsSync(path),
  );
  const paths = parents.map((parent) => join(parent as string, `shipchart-${userInfo().uid}`, name));
  const path = paths.find((candidate) => Buffer.byteLength(candidate) <= SOCKET_PATH_LIMIT_BYTES);
  assert(path !== undefined, `no path for a socket is short enough: ${paths.join(', ')}`);
  makePrivate(dirname(path));
  return path;
}

function makePrivate(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const found = lstatSync(directory);
  // Anyone can make a folder of this name in a shared temporary directory before us.
  if (found.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o077) === 0) return;
  throw new WorldFailure({
    code: 'socket-folder-unsafe',
    message: `${directory} is not a folder that only you can enter, so the host's socket can't stand there.`,
    hint: `Remove it, or set XDG_RUNTIME_DIR to a folder of yours with mode 0700.`,
    retry: false,
  });
}
