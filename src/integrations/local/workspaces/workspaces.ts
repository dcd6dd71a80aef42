import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Source } from '../../../ports/source.ts';
import type { Workspaces } from '../../../ports/workspaces.ts';
import { exists, makeBeside, removeWhole } from '../disk/beside.ts';
import { onDisk } from '../disk/disk-full.ts';
import { cloneTree, copyTree } from './clone-tree.ts';
import { readSeal, sealOf, writeSeal } from './seal.ts';

/** What installs make: kept apart from the tracked files, since it is large and never written to by a well-behaved check. */
const DEPENDENCIES = 'node_modules';
/** Installs kept; the least recently used goes first. */
const KEPT_MAX = 8;

/** Workspaces below `directory`: `runs/<run>/base` is the checkout, beside it a copy per attempt; `kept/<key>` are installs to use again. */
export function createWorkspaces({ directory, source }: { directory: string; source: Source }): Workspaces {
  const runFolder = (runId: string) => join(directory, 'runs', safe(runId));
  const base = (runId: string) => join(runFolder(runId), 'base');
  const kept = (key: string) => join(directory, 'kept', safe(key));
  return {
    checkout: (runId, commit) =>
      onDisk(directory, async () => {
        const target = base(runId);
        if (!(await exists(target))) await makeBeside(target, (beside) => source.checkout(commit, beside));
        return target;
      }),
    restorePrepared: (runId, key) =>
      onDisk(directory, async () => {
        if (!(await isWhole(kept(key)))) return 'absent';
        const target = join(base(runId), DEPENDENCIES);
        await rm(target, { recursive: true, force: true });
        await makeBeside(target, (beside) => cloneTree(join(kept(key), DEPENDENCIES), beside));
        return 'restored';
      }),
    keepPrepared: (runId, key) =>
      onDisk(directory, async () => {
        const made = join(base(runId), DEPENDENCIES);
        if (!(await exists(made)) || (await exists(kept(key)))) return;
        await makeBeside(kept(key), async (beside) => {
          await mkdir(beside);
          await cloneTree(made, join(beside, DEPENDENCIES));
          await writeSeal(beside, await sealOf(join(beside, DEPENDENCIES)));
        });
        await dropOldest(join(directory, 'kept'));
      }),
    copy: (runId, name) =>
      onDisk(directory, async () => {
        const target = join(runFolder(runId), safe(name));
        await removeWhole(target);
        await makeBeside(target, (beside) => copyWorkspace(base(runId), beside));
        return target;
      }),
    discard: (runId) => removeWhole(runFolder(runId)),
  };
}

/** A write through a hard link would have changed the kept tree: then it is dropped, and made anew. */
async function isWhole(folder: string): Promise<boolean> {
  const seal = await readSeal(folder);
  if (seal === undefined) return false;
  if ((await sealOf(join(folder, DEPENDENCIES))) !== seal) {
    await removeWhole(folder);
    return false;
  }
  const now = new Date();
  await utimes(folder, now, now);
  return true;
}

async function copyWorkspace(from: string, to: string): Promise<void> {
  await mkdir(to);
  const names = await readdir(from);
  const tracked = names.filter((name) => name !== DEPENDENCIES).map((name) => join(from, name));
  await copyTree(tracked, to);
  if (names.includes(DEPENDENCIES)) await cloneTree(join(from, DEPENDENCIES), join(to, DEPENDENCIES));
}

async function dropOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  const aged = await Promise.all(names.map(async (name) => ({ name, usedAt: (await stat(join(folder, name))).mtimeMs })));
  for (const { name } of aged.sort((one, other) => other.usedAt - one.usedAt).slice(KEPT_MAX)) await removeWhole(join(folder, name));
}

function safe(name: string): string {
  return encodeURIComponent(name).replaceAll('.', '%2E').slice(0, 200);
}
