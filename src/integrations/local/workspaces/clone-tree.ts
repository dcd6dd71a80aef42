import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';

const COPY_MS_MAX = 300_000;

/** Copies files and folders into the folder `to`: really, so that a write to the copy changes nothing else. */
export async function copyTree(from: readonly string[], to: string): Promise<void> {
  if (from.length > 0) await cp([...(process.platform === 'darwin' ? ['-cR'] : ['-a', '--reflink=auto']), '--', ...from, to]);
}

/**
 * Makes `to` a twin of the folder `from` without copying its bytes: cloned where the file system can, else hard-linked. A write through a hard
 * link changes the original, which is why what is kept is sealed.
 */
export async function cloneTree(from: string, to: string): Promise<void> {
  if (process.platform === 'darwin') return cp(['-cR', '--', from, to]);
  try {
    await cp(['-a', '--reflink=always', '--', from, to]);
  } catch {
    // This file system can't clone, which shows at the first file.
    await rm(to, { recursive: true, force: true });
    await cp(['-al', '--', from, to]);
  }
}

async function cp(words: readonly string[]): Promise<void> {
  await promisify(execFile)('cp', [...words], { timeout: COPY_MS_MAX });
}
