import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';
import { isIgnored, parseIgnoreRules, takesSomethingBackIn, type IgnoreRules } from '../../lib/docker-ignore.ts';

/** Not part of the commit, or nobody's business in an image; a `.dockerignore` may take the second back in. */
const LEFT_OUT_FIRST = '.git\nnode_modules\n';
const DOCKERFILE = 'Dockerfile';

/**
 * What is sent to the daemon: the folder without what `.dockerignore` lists, in a steady order and with one time in all of it, so that the
 * same commit gives the same bytes and the daemon's cache holds.
 * @param time seconds since 1970
 */
export function buildContext(directory: string, time: number): AsyncIterable<Uint8Array> {
  const tar = pack();
  void fill(tar, directory, new Date(time * 1_000)).then(
    () => tar.finalize(),
    (error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return tar as AsyncIterable<Uint8Array>;
}

async function fill(tar: Pack, directory: string, mtime: Date): Promise<void> {
  const rules = parseIgnoreRules(LEFT_OUT_FIRST + (await ignoreFile(directory)));
  for await (const path of pathsIn(directory, '', rules)) await add(tar, directory, path, mtime);
}

function ignoreFile(directory: string): Promise<string> {
  return readFile(join(directory, '.dockerignore'), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });
}

async function* pathsIn(directory: string, folder: string, rules: IgnoreRules): AsyncIterable<string> {
  const names = (await readdir(join(directory, folder))).sort();
  for (const name of names) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const isFolder = (await lstat(join(directory, path))).isDirectory();
    // The daemon reads the Dockerfile out of the context, whatever the rules say.
    const left = isIgnored(rules, path) && path !== DOCKERFILE;
    if (!left) yield path;
    if (isFolder && (!left || takesSomethingBackIn(rules))) yield* pathsIn(directory, path, rules);
  }
}

async function add(tar: Pack, directory: string, path: string, mtime: Date): Promise<void> {
  const file = join(directory, path);
  const found = await lstat(file);
  const header = { name: path, mtime, uid: 0, gid: 0 };
  if (found.isSymbolicLink()) tar.entry({ ...header, type: 'symlink', linkname: await readlink(file) });
  else if (found.isDirectory()) tar.entry({ ...header, type: 'directory', mode: 0o755 });
  else if (found.isFile()) {
    const mode = found.mode & 0o100 ? 0o755 : 0o644;
    await pipeline(createReadStream(file), tar.entry({ ...header, size: found.size, mode }));
  }
}
