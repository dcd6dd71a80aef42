import { mkdirSync, watch } from 'node:fs';
import { appendFile, mkdir, open, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Blobs } from '../../../ports/blobs.ts';
import { isAbsent, makeBeside } from '../disk/beside.ts';
import { onDisk } from '../disk/disk-full.ts';

const NAME = /^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^\0]{1,500}$/;

/** Blobs as files below `directory`. */
export function createBlobs({ directory }: { directory: string }): Blobs {
  const path = (name: string) => {
    if (!NAME.test(name)) throw new Error(`not a blob's name: ${JSON.stringify(name)}`);
    return join(directory, name);
  };
  const withFolder = async (name: string) => {
    await mkdir(dirname(path(name)), { recursive: true });
    return path(name);
  };
  return {
    append: (name, text) => onDisk(directory, async () => appendFile(await withFolder(name), text)),
    write: (name, bytes) => onDisk(directory, () => makeBeside(path(name), (beside) => writeFile(beside, bytes))),
    read: (name, offset, limitBytes) => readPart(path(name), offset, limitBytes),
    size: async (name) => {
      try {
        return (await stat(path(name))).size;
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw error;
      }
    },
    watch: (name, changed, signal) => watchFile(path(name), changed, signal),
    path: (name) => {
      mkdirSync(dirname(path(name)), { recursive: true });
      return path(name);
    },
  };
}

async function readPart(path: string, offset: number, limitBytes: number): Promise<Uint8Array> {
  let file;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (isAbsent(error)) return new Uint8Array(0);
    throw error;
  }
  try {
    const buffer = new Uint8Array(limitBytes);
    const { bytesRead } = await file.read(buffer, 0, limitBytes, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Watches the folder, since the file may not be there yet. */
function watchFile(path: string, changed: () => void, signal: AbortSignal): void {
  if (signal.aborted) return;
  mkdirSync(dirname(path), { recursive: true });
  const watcher = watch(dirname(path), { signal, persistent: false }, changed);
  watcher.on('error', changed);
}
