import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Tells this process's leftovers from those of an earlier one with the same pid: in a container every process is pid 1. */
const THIS_PROCESS = `${process.pid}-${randomUUID().slice(0, 8)}`;
const LEFTOVER = /\.making-(\d+)-([0-9a-f]{8})-[0-9a-f]{8}$/;

/** File systems end names at 255 bytes; ours carry 40 of their own. */
const BASE_NAME_CHARACTERS = 50;

/** A name beside `target` that nobody else uses and that `sweepLeftovers` recognises. */
export function nameBeside(target: string): string {
  const base = basename(target).slice(0, BASE_NAME_CHARACTERS);
  return join(dirname(target), `.${base}.making-${THIS_PROCESS}-${randomUUID().slice(0, 8)}`);
}

/**
 * Makes a file or folder beside `target` and renames it there, so that `target` is whole or absent, whenever the process dies.
 * A folder that another process put there meanwhile stays, and ours is dropped; a file is replaced.
 */
export async function makeBeside(target: string, make: (beside: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const beside = nameBeside(target);
  try {
    await make(beside);
    await rename(beside, target).catch((error: unknown) => {
      if (!isTaken(error)) throw error;
    });
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

/** Takes `target` away in one step, however long removing its content takes. */
export async function removeWhole(target: string): Promise<void> {
  const beside = nameBeside(target);
  try {
    await rename(target, beside);
  } catch (error) {
    if (isAbsent(error)) return;
    throw error;
  }
  await rm(beside, { recursive: true, force: true });
}

/** Removes what processes that died left half-made in `directory`. */
export async function sweepLeftovers(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    if (isLeftover(name)) await rm(join(directory, name), { recursive: true, force: true });
  }
}

function isLeftover(name: string): boolean {
  const [, pid, instance] = LEFTOVER.exec(name) ?? [];
  if (pid === undefined || `${pid}-${instance}` === THIS_PROCESS) return false;
  return Number(pid) === process.pid || !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether something, a dangling link included, has this name. */
export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

export function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function isTaken(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOTEMPTY' || code === 'EEXIST';
}
