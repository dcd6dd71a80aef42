import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { nameBeside } from '../disk/beside.ts';

const COPY_MS_MAX = 300_000;
/** `cp` says one line per file that it cannot copy; the first ones are enough. */
const OUTPUT_BYTES_MAX = 16 * 1024 ** 2;
/** `cp` takes its files as words, of which a command may have only so many. */
const WORDS_BYTES_MAX = 64 * 1024;

/** Copies files and folders into the folder `to`: really, so that a write to the copy changes nothing else. */
export async function copyTree(from: readonly string[], to: string): Promise<void> {
  const how = process.platform === 'darwin' ? ['-cpR'] : ['-a', '--reflink=auto'];
  for (const some of inReach(from)) await cp([...how, '--', ...some, to]);
}

/**
 * Makes `to` a twin of the folder `from` without copying its bytes: cloned where the file system can, else hard-linked. A write through a hard
 * link changes the original, which is why what is kept is sealed. Where a file has no room for another link, all is copied.
 */
export async function cloneTree(from: string, to: string): Promise<void> {
  if (process.platform === 'darwin') return cp(['-cpR', '--', from, to]);
  if (await canClone(dirname(to))) return cp(['-a', '--reflink=always', '--', from, to]);
  try {
    await cp(['-al', '--', from, to]);
  } catch (error) {
    if (!/too many links|cross-device link/i.test(String((error as { stderr?: unknown }).stderr))) throw error;
    await rm(to, { recursive: true, force: true });
    await cp(['-a', '--', from, to]);
  }
}

/** Tried with one file: `cp` would try each of thousands and complain of each. */
async function canClone(folder: string): Promise<boolean> {
  const probe = nameBeside(join(folder, 'clone'));
  await mkdir(probe);
  try {
    await writeFile(join(probe, 'one'), 'x');
    await copyFile(join(probe, 'one'), join(probe, 'two'), constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw error;
    return false;
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
}

function* inReach(paths: readonly string[]): Generator<string[]> {
  let some: string[] = [];
  let bytes = 0;
  for (const path of paths) {
    if (bytes > 0 && bytes + path.length > WORDS_BYTES_MAX) {
      yield some;
      [some, bytes] = [[], 0];
    }
    some.push(path);
    bytes += path.length;
  }
  if (some.length > 0) yield some;
}

async function cp(words: readonly string[]): Promise<void> {
  await promisify(execFile)('cp', [...words], {
    timeout: COPY_MS_MAX,
    maxBuffer: OUTPUT_BYTES_MAX,
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  });
}
