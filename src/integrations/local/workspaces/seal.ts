import { createHash } from 'node:crypto';
import { readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

const SEAL_FILE = 'seal';
const FILES_AT_ONCE = 32;

/** A hash of every name and every byte below `folder`. */
export async function sealOf(folder: string): Promise<string> {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => ({ path: join(entry.parentPath, entry.name), link: entry.isSymbolicLink() }))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  const hash = createHash('sha256');
  for (let at = 0; at < entries.length; at += FILES_AT_ONCE) {
    const some = entries.slice(at, at + FILES_AT_ONCE);
    const contents = await Promise.all(some.map(({ path, link }) => (link ? readlink(path) : readFile(path))));
    some.forEach(({ path }, index) => {
      const content = contents[index] ?? '';
      hash.update(`${relative(folder, path)}\0${content.length}\0`).update(content);
    });
  }
  return hash.digest('hex');
}

export async function writeSeal(folder: string, seal: string): Promise<void> {
  await writeFile(join(folder, SEAL_FILE), seal);
}

/** The seal of a kept tree; undefined where none is kept. */
export async function readSeal(folder: string): Promise<string | undefined> {
  return readFile(join(folder, SEAL_FILE), 'utf8').catch(() => undefined);
}
