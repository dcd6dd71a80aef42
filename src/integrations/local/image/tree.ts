import type { Dirent } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { WorldFailure } from '../../../ports/failure.ts';
import { staysInside } from './links.ts';

/** One entry of a layer; `path` is relative to the workspace, `/`-separated. */
export type TreeEntry =
  | { kind: 'directory'; path: string }
  | { kind: 'file'; path: string; executable: boolean; bytes: number }
  | { kind: 'link'; path: string; target: string };

const MAX_DEPTH_FOLDERS = 100;

/**
 * Everything in the folder `path` of the workspace `root`, without what `leaveOut` names; links are kept as links, never followed.
 * @throws WorldFailure `link-outside`, `not-a-file`, `name-reserved`, `tree-too-deep`
 */
export async function listTree(root: string, path: string, leaveOut: (path: string) => boolean): Promise<TreeEntry[]> {
  if (path.split('/').length > MAX_DEPTH_FOLDERS) throw tooDeep(path);
  const children = await readdir(join(root, path), { withFileTypes: true });
  const lists = await Promise.all(
    children.map(async (child) => {
      const childPath = path === '' ? child.name : `${path}/${child.name}`;
      if (leaveOut(childPath)) return [];
      const entry = await readEntry(root, childPath, child);
      return entry.kind === 'directory' ? [entry, ...(await listTree(root, childPath, leaveOut))] : [entry];
    }),
  );
  return lists.flat();
}

/** @throws WorldFailure as `listTree` does */
export async function readEntry(
  root: string,
  path: string,
  found: Pick<Dirent, 'isDirectory' | 'isFile' | 'isSymbolicLink'>,
): Promise<TreeEntry> {
  // In an image layer this prefix means "delete the file of that name": such a file cannot be shipped.
  if (path.slice(path.lastIndexOf('/') + 1).startsWith('.wh.')) throw reserved(path);
  if (found.isDirectory()) return { kind: 'directory', path };
  if (found.isSymbolicLink()) return readLink(root, path);
  if (!found.isFile()) throw notAFile(path);
  const { mode, size } = await lstat(join(root, path));
  return { kind: 'file', path, executable: (mode & 0o100) !== 0, bytes: size };
}

async function readLink(root: string, path: string): Promise<TreeEntry> {
  const target = await readlink(join(root, path));
  if (await staysInside(root, path)) return { kind: 'link', path, target };
  throw new WorldFailure({
    code: 'link-outside',
    message: `the link ${path} points to ${target}, outside of the project`,
    hint: 'An image holds only the project: make it a relative link to something inside, copy the file, or list the link in .dockerignore.',
    retry: false,
  });
}

function notAFile(path: string): WorldFailure {
  return new WorldFailure({
    code: 'not-a-file',
    message: `${path} is neither a file, a folder nor a link`,
    hint: 'Sockets, pipes and devices cannot be shipped: remove it, or list it in .dockerignore.',
    retry: false,
  });
}

function reserved(path: string): WorldFailure {
  return new WorldFailure({
    code: 'name-reserved',
    message: `${path} cannot be shipped: in an image, a name that starts with .wh. means a deleted file`,
    hint: 'Rename it, or list it in .dockerignore.',
    retry: false,
  });
}

function tooDeep(path: string): WorldFailure {
  return new WorldFailure({
    code: 'tree-too-deep',
    message: `folders are nested deeper than ${MAX_DEPTH_FOLDERS} at ${path.slice(0, 200)}…`,
    hint: 'List the folder in .dockerignore if the service does not need it.',
    retry: false,
  });
}
