import { writeFile } from 'node:fs/promises';

/** Writes a file that only its owner can read, unless one is there; of processes that do so at once, one creates it. Says whether it was this one. */
export async function createOnce(file: string, content: string): Promise<boolean> {
  try {
    await writeFile(file, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
