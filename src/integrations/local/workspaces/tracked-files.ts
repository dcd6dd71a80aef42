import type { Stats } from 'node:fs';
import { lstat, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbsent } from '../disk/beside.ts';

/** What a checkout consisted of when it was made, so that what came later can be told from it. */
export interface Tracked {
  commit: string;
  /** Path → how it looked. Folders are not listed. */
  files: Record<string, string>;
}

/** Writes down what stands in a fresh checkout. */
export async function recordTracked(file: string, commit: string, folder: string): Promise<void> {
  const files: Tracked['files'] = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    files[path.slice(folder.length + 1)] = lookOf(await lstat(path));
  }
  await writeFile(file, JSON.stringify({ commit, files } satisfies Tracked));
}

export async function readTracked(file: string): Promise<Tracked> {
  return JSON.parse(await readFile(file, 'utf8')) as Tracked;
}

/** Topmost files and folders that came later: what `prepare` made. A folder has a slash behind it. */
export async function untrackedPaths(folder: string, { files }: Tracked): Promise<string[]> {
  const folders = new Set<string>(['']);
  for (const path of Object.keys(files)) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) folders.add(path.slice(0, at));
  }
  const found: string[] = [];
  for (const parent of folders) {
    for (const entry of await childrenOf(join(folder, parent))) {
      const path = parent === '' ? entry.name : `${parent}/${entry.name}`;
      if (entry.isDirectory() ? folders.has(path) : Object.hasOwn(files, path)) continue;
      found.push(entry.isDirectory() ? `${path}/` : path);
    }
  }
  return found.toSorted();
}

/** A tracked file that is not as it was checked out any more; undefined where all are. */
export async function firstChanged(folder: string, { files }: Tracked): Promise<string | undefined> {
  for (const [path, look] of Object.entries(files)) {
    const now = await lstat(join(folder, path)).catch((error: unknown) => {
      if (isAbsent(error)) return undefined;
      throw error;
    });
    if (now === undefined || lookOf(now) !== look) return path;
  }
  return undefined;
}

/** Changes with every write; good enough to see what a well-meaning command did, no proof against a malicious one. */
function lookOf({ size, mtimeMs, mode }: Stats): string {
  return `${size} ${mtimeMs} ${mode}`;
}

async function childrenOf(folder: string) {
  return readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    throw error;
  });
}
