import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { WorldFailure } from '../../../ports/failure.ts';
import { nameBeside } from '../disk/beside.ts';
import { type Descriptor, MEDIA_TYPES, REF_NAME, indexShape } from './oci.ts';

/** Each holder keeps the lock for a few milliseconds. */
const LOCK_WAIT_MS = 10_000;

/**
 * Lists an image in the layout's index under `name`; what had this name before loses it. Several processes may do so at once.
 * @throws WorldFailure `layout-damaged`, `layout-busy`
 */
export function nameImage(layout: string, image: Descriptor, name: string): void {
  // From the reading to the renaming nothing may come between, in this process either: hence no await in here.
  withLock(join(layout, 'index.lock'), () => {
    const path = join(layout, 'index.json');
    const others = readIndex(path).filter((known) => known.annotations?.[REF_NAME] !== name);
    const manifests = [...others, { ...image, annotations: { [REF_NAME]: name } }];
    replaceFile(path, JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPES.index, manifests }));
  });
}

/** An open SQLite transaction is a lock that the kernel takes back from a process that dies. */
function withLock(path: string, action: () => void): void {
  const lock = new DatabaseSync(path, { timeout: LOCK_WAIT_MS });
  try {
    takeLock(lock, path);
    action();
  } finally {
    lock.close();
  }
}

function takeLock(lock: DatabaseSync, path: string): void {
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    throw new WorldFailure({
      code: 'layout-busy',
      message: `${path} has been held by another process for ${LOCK_WAIT_MS / 1000} seconds: ${(error as Error).message}`,
      hint: 'Wait for the other build to end; if there is none, see who has the file open (lsof).',
      retry: true,
      cause: error,
    });
  }
}

function readIndex(path: string): Descriptor[] {
  if (!existsSync(path)) return [];
  try {
    return indexShape.parse(JSON.parse(readFileSync(path, 'utf8'))).manifests;
  } catch (error) {
    throw new WorldFailure({
      code: 'layout-damaged',
      message: `${path} is not the index of an OCI image layout`,
      hint: 'Move the folder away: images are built again when they are needed, and an environment keeps running what it has.',
      retry: false,
      cause: error,
    });
  }
}

function replaceFile(path: string, content: string): void {
  const beside = nameBeside(path);
  const file = openSync(beside, 'wx');
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
}
