import { mkdir, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exists, isAbsent, makeBeside, removeWhole } from '../disk/beside.ts';
import { cloneTree } from './clone-tree.ts';
import { safeName } from './safe-name.ts';
import { sealOf } from './seal.ts';

/** Installs kept; the one not used for the longest goes first. */
const KEPT_MAX = 8;

/** What was kept under a key: folders, by their path in the workspace. */
interface KeptTree {
  paths: string[];
  seal: string;
}

/** Installed dependencies by key, to be used again: `<directory>/<key>/tree` with what was kept, and its seal beside it. */
export class KeptTrees {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Keeps the folders `paths` of the workspace; a key that is kept already stays as it is. */
  async keep(key: string, workspace: string, paths: string[]): Promise<void> {
    const target = this.#folderOf(key);
    if (await exists(target)) return;
    await makeBeside(target, async (beside) => {
      const tree = join(beside, 'tree');
      await mkdir(tree, { recursive: true });
      for (const path of paths) {
        await mkdir(dirname(join(tree, path)), { recursive: true });
        await cloneTree(join(workspace, path), join(tree, path));
      }
      await writeFile(
        join(beside, 'kept.json'),
        JSON.stringify({ paths, seal: await sealOf(tree) } satisfies KeptTree),
      );
    });
    await this.#dropOldest();
  }

  /** Puts what is kept into the workspace, in place of what is there. False where nothing is kept that is still as it was. */
  async restore(key: string, workspace: string): Promise<boolean> {
    const folder = this.#folderOf(key);
    const kept = await readKept(folder);
    if (kept === undefined) return false;
    try {
      if ((await sealOf(join(folder, 'tree'))) !== kept.seal) {
        await removeWhole(folder);
        return false;
      }
      const now = new Date();
      await utimes(folder, now, now);
      for (const path of kept.paths) await replace(join(workspace, path), join(folder, 'tree', path));
      return true;
    } catch (error) {
      // Another run's keeping may have dropped this one as the oldest meanwhile; what came over is replaced by the install.
      if (await exists(folder)) throw error;
      for (const path of kept.paths) await rm(join(workspace, path), { recursive: true, force: true });
      return false;
    }
  }

  #folderOf(key: string): string {
    return join(this.#directory, safeName(key));
  }

  async #dropOldest(): Promise<void> {
    const names = (await readdir(this.#directory)).filter((name) => !name.startsWith('.'));
    const aged = await Promise.all(
      names.map(async (name) => ({ name, usedAt: await usedAt(join(this.#directory, name)) })),
    );
    const oldest = aged.toSorted((one, other) => other.usedAt - one.usedAt).slice(KEPT_MAX);
    for (const { name } of oldest) await removeWhole(join(this.#directory, name));
  }
}

async function readKept(folder: string): Promise<KeptTree | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, 'kept.json'), 'utf8')) as KeptTree;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

async function replace(target: string, kept: string): Promise<void> {
  await removeWhole(target);
  await makeBeside(target, (beside) => cloneTree(kept, beside));
}

/** Milliseconds since 1970; long ago where somebody else removed it meanwhile. */
async function usedAt(folder: string): Promise<number> {
  return (await stat(folder).catch(() => undefined))?.mtimeMs ?? 0;
}
