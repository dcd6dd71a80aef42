import { chmod, lstat, mkdir, mkdtemp, readFile, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ImageOrder } from '../../../ports/image-builder.ts';

/** What stands at a path: text of a file, `{ run }` for an executable one, `{ link }`, or `{}` for an empty folder. */
export type Tree = Record<string, string | { run: string } | { link: string } | Record<string, never>>;

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shipchart-image-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function writeTree(folder: string, tree: Tree): Promise<string> {
  for (const [path, content] of Object.entries(tree)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    if (typeof content === 'string') await writeFile(file, content);
    else if ('link' in content) await symlink(content.link, file);
    else if ('run' in content) {
      await writeFile(file, content.run);
      await chmod(file, 0o755);
    } else await mkdir(file, { recursive: true });
  }
  return folder;
}

/** The folder as `writeTree` takes it; folders with content are not listed. */
export async function readTree(folder: string, path = ''): Promise<Tree> {
  const children = (await readdir(join(folder, path))).toSorted();
  if (children.length === 0 && path !== '') return { [path]: {} };
  const tree: Tree = {};
  for (const child of children) Object.assign(tree, await readOne(folder, path === '' ? child : `${path}/${child}`));
  return tree;
}

async function readOne(folder: string, path: string): Promise<Tree> {
  const found = await lstat(join(folder, path));
  if (found.isDirectory()) return readTree(folder, path);
  if (found.isSymbolicLink()) return { [path]: { link: await readlink(join(folder, path)) } };
  const text = await readFile(join(folder, path), 'utf8');
  return { [path]: (found.mode & 0o100) === 0 ? text : { run: text } };
}

export function orderOf(directory: string, facts: Partial<ImageOrder> = {}): ImageOrder {
  return {
    directory,
    service: 'shop',
    commit: '3f9c2ab'.padEnd(40, '0'),
    commitTime: 1_700_000_000,
    log() {},
    ...facts,
  };
}

/** A service without dependencies. */
export const PLAIN_SERVICE: Tree = {
  'package.json': JSON.stringify({ name: 'shop', scripts: { start: 'node src/server.js' } }),
  'src/server.js': 'console.log("up");\n',
};
