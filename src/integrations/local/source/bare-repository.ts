import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { onDisk } from '../disk/disk-full.ts';
import { git } from './git.ts';

/** Makes an empty repository to push to; a repeat changes nothing. Its default branch is `main`. */
export async function createBareRepository(directory: string): Promise<void> {
  const repository = resolve(directory);
  await onDisk(repository, async () => {
    await mkdir(repository, { recursive: true });
    await git(repository, ['init', '--quiet', '--bare', '--initial-branch=main', '.']);
  });
}
