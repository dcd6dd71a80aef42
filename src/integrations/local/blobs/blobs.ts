import { mkdirSync } from 'node:fs';
import { appendFile, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Blobs } from '../../../ports/blobs.ts';
import { isAbsent, nameBeside } from '../disk/beside.ts';
import { onDisk } from '../disk/disk-full.ts';
import { inOrder } from './in-order.ts';
import { watchFile } from './watch-file.ts';

const MAX_NAME_CHARACTERS = 500;
const MAX_PART_BYTES = 255;

/**
 * Blobs as files below `directory`. A name that is none (`..`, absolute, empty parts, control characters) is our mistake and throws an Error.
 * `append` and `write` throw WorldFailure `disk-full`.
 */
export function createBlobs(options: { directory: string }): Blobs {
  const directory = resolve(options.directory);
  const queued = inOrder();
  const pathOf = (name: string) => join(directory, requireName(name));
  return {
    append: async (name, text) => {
      const path = pathOf(name);
      await queued(path, () => onDisk(directory, () => appendTo(path, text)));
    },
    write: async (name, bytes) => {
      const path = pathOf(name);
      await onDisk(directory, () => replaceFile(path, bytes));
    },
    read: async (name, offset, limitBytes) => readPart(pathOf(name), offset, limitBytes),
    size: async (name) => (await ignoreAbsent(stat(pathOf(name))))?.size,
    watch: (name, changed, signal) => watchFile(pathOf(name), changed, signal),
    path: (name) => {
      const path = pathOf(name);
      mkdirSync(dirname(path), { recursive: true });
      return path;
    },
  };
}

function requireName(name: string): string {
  const isFine = name.length <= MAX_NAME_CHARACTERS && !/[\0-\x1f\\]/.test(name) && name.split('/').every(isPart);
  if (!isFine) throw new Error(`not a blob's name: ${JSON.stringify(name)}`);
  return name;
}

function isPart(part: string): boolean {
  return part !== '' && part !== '.' && part !== '..' && Buffer.byteLength(part) <= MAX_PART_BYTES;
}

async function appendTo(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, text);
}

/** Readers see the old bytes or the new ones. */
async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = nameBeside(path);
  try {
    await writeFile(beside, bytes);
    await rename(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
}

async function readPart(path: string, offset: number, limitBytes: number): Promise<Uint8Array> {
  const file = await ignoreAbsent(open(path, 'r'));
  if (file === undefined) return new Uint8Array(0);
  try {
    const { size } = await file.stat();
    const buffer = new Uint8Array(Math.max(0, Math.min(limitBytes, size - offset)));
    let bytes = 0;
    while (bytes < buffer.length) {
      const { bytesRead } = await file.read(buffer, bytes, buffer.length - bytes, offset + bytes);
      if (bytesRead === 0) break;
      bytes += bytesRead;
    }
    return buffer.subarray(0, bytes);
  } finally {
    await file.close();
  }
}

async function ignoreAbsent<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
