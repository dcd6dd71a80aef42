import { createHash, hash as hashOf } from 'node:crypto';
import { lstat, readFile, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';

const FILES_AT_ONCE = 32;

/** A hash of every name, every byte and every executable bit below `folder`. */
export async function sealOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const seal = createHash('sha256');
  const sorted = paths.toSorted();
  for (let at = 0; at < sorted.length; at += FILES_AT_ONCE) {
    const some = sorted.slice(at, at + FILES_AT_ONCE);
    for (const line of await Promise.all(some.map((path) => lineOf(folder, path)))) seal.update(line);
  }
  return seal.digest('hex');
}

async function lineOf(folder: string, path: string): Promise<string> {
  const file = join(folder, path);
  const found = await lstat(file);
  if (found.isSymbolicLink()) return JSON.stringify([path, 'link', await readlink(file)]);
  return JSON.stringify([
    path,
    (found.mode & 0o111) === 0 ? 'file' : 'program',
    hashOf('sha256', await readFile(file)),
  ]);
}
