import { lstat, readFile, readdir, readlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { WorldFailure } from '../../../ports/failure.ts';
import { exists, isAbsent } from '../disk/beside.ts';
import { type TreeEntry, listTree, readEntry } from './tree.ts';

const lockFile = z.looseObject({
  lockfileVersion: z.number(),
  packages: z.record(
    z.string(),
    z.looseObject({
      dev: z.boolean().optional(),
      optional: z.boolean().optional(),
      devOptional: z.boolean().optional(),
    }),
  ),
});

/** Where npm writes what it resolved; the first that exists counts, as for npm. */
const LOCK_FILES = ['npm-shrinkwrap.json', 'package-lock.json'];

/**
 * The packages that the lock file marks as needed in production, as `npm ci --omit=dev` would leave them, links in `.bin` included.
 * Empty where the service has none. Optional packages that are not installed are left out.
 * @throws WorldFailure `lock-missing`, `lock-refused`, `dependencies-missing`, and as `listTree` does
 */
export async function productionDependencies(directory: string, declared: readonly string[]): Promise<TreeEntry[]> {
  const packages = await readLock(directory);
  if (packages === undefined) {
    if (declared.length === 0) return [];
    throw lockMissing(declared);
  }
  const installed: string[] = [];
  for (const { path, mayBeMissing } of packages) {
    if (await exists(join(directory, path))) installed.push(path);
    else if (!mayBeMissing) throw notInstalled(path);
  }
  const contents = await Promise.all(installed.map((path) => packageEntries(directory, path)));
  return unique([...contents.flat(), ...(await binLinks(directory, installed))]);
}

interface LockedPackage {
  path: string;
  mayBeMissing: boolean;
}

/** Production packages by place; undefined where there is no lock file. */
async function readLock(directory: string): Promise<LockedPackage[] | undefined> {
  for (const name of LOCK_FILES) {
    const text = await readFile(join(directory, name), 'utf8').catch((error: unknown) => {
      if (isAbsent(error)) return undefined;
      throw error;
    });
    if (text !== undefined) return productionPackages(name, text);
  }
  return undefined;
}

function productionPackages(name: string, text: string): LockedPackage[] {
  const lock = lockFile.safeParse(parseJson(text));
  if (!lock.success || lock.data.lockfileVersion < 2) throw lockRefused(name);
  return Object.entries(lock.data.packages)
    .filter(([path, { dev }]) => dev !== true && /(^|\/)node_modules\//.test(path) && !path.split('/').includes('..'))
    .map(([path, { optional, devOptional }]) => ({ path, mayBeMissing: optional === true || devOptional === true }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A package with its files; packages installed below it stand in the lock file on their own. */
async function packageEntries(directory: string, path: string): Promise<TreeEntry[]> {
  const own = await readEntry(directory, path, await lstat(join(directory, path)));
  const content =
    own.kind === 'directory' ? await listTree(directory, path, (inner) => inner === `${path}/node_modules`) : [];
  return [...parents(path), own, ...content];
}

function parents(path: string): TreeEntry[] {
  const found: TreeEntry[] = [];
  for (let at = dirname(path); at !== '.'; at = dirname(at)) found.push({ kind: 'directory', path: at });
  return found;
}

/** The commands of the packages that are shipped. npm links all of them into one folder, those of development included. */
async function binLinks(directory: string, installed: readonly string[]): Promise<TreeEntry[]> {
  const folders = new Set(
    installed.map((path) => path.slice(0, path.lastIndexOf('node_modules/') + 'node_modules'.length)),
  );
  const found: TreeEntry[] = [];
  for (const folder of folders) {
    const links = await readdir(join(directory, folder, '.bin'), { withFileTypes: true }).catch(() => []);
    for (const link of links.filter((entry) => entry.isSymbolicLink())) {
      const path = `${folder}/.bin/${link.name}`;
      if (!leadsInto(path, await readlink(join(directory, path)), installed)) continue;
      found.push({ kind: 'directory', path: `${folder}/.bin` }, await readEntry(directory, path, link));
    }
  }
  return found;
}

function leadsInto(link: string, target: string, installed: readonly string[]): boolean {
  const file = join(dirname(link), target);
  return installed.some((path) => file.startsWith(`${path}/`));
}

function unique(entries: readonly TreeEntry[]): TreeEntry[] {
  return [...new Map(entries.map((entry) => [entry.path, entry])).values()];
}

function lockMissing(declared: readonly string[]): WorldFailure {
  return new WorldFailure({
    code: 'lock-missing',
    message: `package.json names dependencies (${declared.slice(0, 3).join(', ')}${declared.length > 3 ? ', …' : ''}) and there is no package-lock.json`,
    hint: 'Run `npm install` and commit package-lock.json: an image is built from exact versions only.',
    retry: false,
  });
}

function lockRefused(name: string): WorldFailure {
  return new WorldFailure({
    code: 'lock-refused',
    message: `${name} is not a lock file of version 2 or 3`,
    hint: 'Write it again with `npm install --package-lock-only` (npm 7 or newer) and commit it.',
    retry: false,
  });
}

function notInstalled(path: string): WorldFailure {
  return new WorldFailure({
    code: 'dependencies-missing',
    message: `${path} is in the lock file but not in the workspace`,
    hint: 'Let the checkout step install dependencies first: `prepare: npm ci`.',
    retry: false,
  });
}
