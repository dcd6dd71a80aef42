import { mkdir, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Source } from '../../../ports/source.ts';
import type { Workspaces } from '../../../ports/workspaces.ts';
import { exists, makeBeside, removeWhole, sweepLeftovers } from '../disk/beside.ts';
import { onDisk } from '../disk/disk-full.ts';
import { git } from '../source/git.ts';
import { cloneTree, copyTree } from './clone-tree.ts';
import { KeptTrees } from './kept-trees.ts';
import { safeName } from './safe-name.ts';
import { firstChanged, readTracked, recordTracked, untrackedPaths } from './tracked-files.ts';

/** What installs make: large, the same for the same lock file, and not written to by a well-behaved check. */
const DEPENDENCY_FOLDERS = new Set(['node_modules', 'vendor']);

/**
 * Workspaces below `directory`: `runs/<run>/checkout/files` is the run's own, `runs/<run>/copies/<name>` one per attempt, `kept/<key>` are
 * installed dependencies to use again. Everything is whole or absent, whenever the process dies.
 * All methods throw WorldFailure `disk-full`.
 */
export function createWorkspaces(options: { directory: string; source: Source }): Workspaces {
  const directory = resolve(options.directory);
  const kept = new KeptTrees(join(directory, 'kept'));
  const folderOf = (runId: string) => join(directory, 'runs', safeName(runId));
  const own = (runId: string) => checkoutIn(folderOf(runId));
  let swept: Promise<unknown> | undefined;
  return {
    checkout: (runId, commit) =>
      onDisk(directory, async () => {
        // What a dead process left half-made; once is enough.
        swept ??= Promise.all([sweepLeftovers(join(directory, 'runs')), sweepLeftovers(join(directory, 'kept'))]);
        await swept;
        return checkOut(options.source, own(runId), commit);
      }),
    restorePrepared: (runId, key) =>
      onDisk(directory, async () => ((await kept.restore(key, own(runId).files)) ? 'restored' : 'absent')),
    keepPrepared: (runId, key) => onDisk(directory, () => keepPrepared(kept, own(runId), key)),
    copy: (runId, name) => onDisk(directory, () => copyOf(own(runId), join(folderOf(runId), 'copies', safeName(name)))),
    discard: (runId) => removeWhole(folderOf(runId)),
  };
}

interface Checkout {
  folder: string;
  files: string;
  tracked: string;
}

function checkoutIn(runFolder: string): Checkout {
  const folder = join(runFolder, 'checkout');
  return { folder, files: join(folder, 'files'), tracked: join(folder, 'tracked.json') };
}

async function checkOut(source: Source, { folder, files, tracked }: Checkout, commit: string): Promise<string> {
  if (!(await exists(folder))) {
    await makeBeside(folder, async (beside) => {
      const inside = join(beside, basename(files));
      await mkdir(inside, { recursive: true });
      await source.checkout(commit, inside);
      await recordTracked(join(beside, basename(tracked)), commit, inside);
    });
  }
  const made = (await readTracked(tracked)).commit;
  if (made !== commit) throw new Error(`the run's checkout is of ${made}, not of ${commit}`);
  return files;
}

/**
 * Keeps dependency folders, and only where they are all that `prepare` made: whatever else it made (`dist/`, generated sources) comes from the
 * commit's own sources, and another commit with the same lock file must not get it.
 */
async function keepPrepared(kept: KeptTrees, checkout: Checkout, key: string): ReturnType<Workspaces['keepPrepared']> {
  const tracked = await readTracked(checkout.tracked);
  const made = await untrackedPaths(checkout.files, tracked);
  if (made.length === 0) return { kept: false, reason: 'it made nothing' };
  const other = made.find((path) => !isDependencies(path));
  if (other !== undefined)
    return { kept: false, reason: `it also made ${other}, which may differ from commit to commit` };
  const changed = await firstChanged(checkout.files, tracked);
  if (changed !== undefined) return { kept: false, reason: `it changed ${changed}, which belongs to the commit` };
  await kept.keep(key, checkout.files, made.map(withoutSlash));
  return { kept: true };
}

/** A copy that is there already may be in use: the attempt is carried on after a restart. */
async function copyOf(checkout: Checkout, target: string): Promise<string> {
  if (await exists(target)) return target;
  const tracked = await readTracked(checkout.tracked);
  const dependencies = (await untrackedPaths(checkout.files, tracked)).filter(isDependencies).map(withoutSlash);
  await makeBeside(target, async (beside) => {
    await copyFolder(checkout.files, beside, dependencies);
    await bound(beside);
  });
  return target;
}

/**
 * Makes the copy a repository of its own. Shipchart's data often lies within the team's working copy, which ignores it: tools that ask git
 * what to look at (linters, formatters) would find nothing to look at, or would look at the wrong repository.
 */
async function bound(folder: string): Promise<void> {
  await git(folder, ['init', '--quiet', '--template=']);
}

/** Copies a folder, but clones the dependencies in it (paths relative to it). */
async function copyFolder(from: string, to: string, dependencies: readonly string[]): Promise<void> {
  await mkdir(to);
  const whole: string[] = [];
  for (const name of await readdir(from)) {
    const deeper = dependencies
      .filter((path) => path.startsWith(`${name}/`))
      .map((path) => path.slice(name.length + 1));
    if (dependencies.includes(name)) await cloneTree(join(from, name), join(to, name));
    else if (deeper.length > 0) await copyFolder(join(from, name), join(to, name), deeper);
    else whole.push(join(from, name));
  }
  await copyTree(whole, to);
}

function isDependencies(path: string): boolean {
  return path.endsWith('/') && DEPENDENCY_FOLDERS.has(basename(path));
}

function withoutSlash(path: string): string {
  return path.slice(0, -1);
}
