import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Header, type Pack, pack } from 'tar-stream';
import { WorldFailure } from '../../../ports/failure.ts';
import { putFile } from './layout.ts';
import { type Descriptor, MEDIA_TYPES } from './oci.ts';
import type { TreeEntry } from './tree.ts';

type EntryHeader = Partial<Header> & Pick<Header, 'name'>;

export interface WrittenLayer {
  name: string;
  descriptor: Descriptor;
  /** Digest of the layer before compression; the image's configuration lists it. */
  diffId: string;
  files: number;
}

/** The service's folder in the image. */
export const WORKING_DIRECTORY = '/app';
const MAX_LAYER_ENTRIES = 250_000;
const MAX_LAYER_BYTES = 4 * 1024 ** 3;
/** Larger files are streamed instead of read at once. */
const READ_AT_ONCE_BYTES = 4 * 1024 ** 2;
/** Part of the image's digest, like everything about the compression. */
const GZIP_LEVEL = 6;
/** The tenth byte of a gzip file names the system that wrote it; 255 is "unknown" (RFC 1952). */
const GZIP_SYSTEM_AT = 9;
const GZIP_SYSTEM_UNKNOWN = 255;
/** A tar header holds times from 1970 to 2038 as tar-stream writes them. */
const MAX_TAR_SECONDS = 2 ** 31 - 1;

/**
 * Writes entries of a workspace as a layer into the layout. Reproducible: sorted, owned by root, modes 0644 and 0755, one time for all,
 * fixed compression. The bytes also depend on the zlib of the running Node.
 * @throws WorldFailure `layer-too-large`
 */
export async function writeLayer(
  layout: string,
  name: string,
  order: { directory: string; commitTime: number },
  entries: readonly TreeEntry[],
): Promise<WrittenLayer> {
  refuseTooLarge(name, entries);
  const content = createHash('sha256');
  const archive = pack();
  const descriptor = await putFile(layout, MEDIA_TYPES.layer, async (file) => {
    const compressing = pipeline(
      archive as AsyncIterable<Buffer>,
      meter(content),
      createGzip({ level: GZIP_LEVEL }),
      withoutSystem,
      createWriteStream(file, { flush: true }),
    );
    const [filled, compressed] = await Promise.allSettled([fill(archive, order, entries), compressing]);
    // A full disk breaks the stream first and the filling with it: the stream knows why.
    if (compressed.status === 'rejected' && !isPremature(compressed.reason)) throw compressed.reason;
    if (filled.status === 'rejected') throw filled.reason;
    if (compressed.status === 'rejected') throw compressed.reason;
  });
  const files = entries.filter((entry) => entry.kind !== 'directory').length;
  return { name, descriptor, diffId: `sha256:${content.digest('hex')}`, files };
}

async function fill(
  archive: Pack,
  order: { directory: string; commitTime: number },
  entries: readonly TreeEntry[],
): Promise<void> {
  try {
    const mtime = new Date(Math.min(Math.max(order.commitTime, 0), MAX_TAR_SECONDS) * 1000);
    await addEntry(archive, { name: inImage(''), type: 'directory', mode: 0o755, mtime });
    const sorted = entries.toSorted((one, other) => (one.path < other.path ? -1 : 1));
    for (const entry of sorted) await addTreeEntry(archive, order.directory, entry, mtime);
    archive.finalize();
  } catch (error) {
    archive.destroy(error as Error);
    throw error;
  }
}

async function addTreeEntry(archive: Pack, directory: string, entry: TreeEntry, mtime: Date): Promise<void> {
  const name = inImage(entry.path);
  if (entry.kind === 'directory') return addEntry(archive, { name, type: 'directory', mode: 0o755, mtime });
  if (entry.kind === 'link')
    return addEntry(archive, { name, type: 'symlink', linkname: entry.target, mode: 0o777, mtime });
  const header: EntryHeader = { name, type: 'file', mode: entry.executable ? 0o755 : 0o644, mtime, size: entry.bytes };
  const file = join(directory, entry.path);
  if (entry.bytes <= READ_AT_ONCE_BYTES) return addEntry(archive, header, await readFile(file));
  await pipeline(createReadStream(file), archive.entry(header));
}

/** Ends when the entry is in the archive; the archive is never filled faster than it is written away. */
function addEntry(archive: Pack, header: EntryHeader, body?: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry(header, body ?? Buffer.alloc(0), (error) => (error ? reject(error) : resolve()));
  });
}

/** Without a slash in front, as layers are written; the working directory is the service's. */
function inImage(path: string): string {
  const folder = WORKING_DIRECTORY.slice(1);
  return path === '' ? folder : `${folder}/${path}`;
}

function meter(hash: ReturnType<typeof createHash>) {
  return async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  };
}

async function* withoutSystem(chunks: AsyncIterable<Buffer>) {
  let at = 0;
  for await (const chunk of chunks) {
    if (at <= GZIP_SYSTEM_AT && GZIP_SYSTEM_AT < at + chunk.length) chunk[GZIP_SYSTEM_AT - at] = GZIP_SYSTEM_UNKNOWN;
    at += chunk.length;
    yield chunk;
  }
}

function isPremature(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
}

function refuseTooLarge(name: string, entries: readonly TreeEntry[]): void {
  const bytes = entries.reduce((sum, entry) => sum + (entry.kind === 'file' ? entry.bytes : 0), 0);
  if (entries.length <= MAX_LAYER_ENTRIES && bytes <= MAX_LAYER_BYTES) return;
  throw new WorldFailure({
    code: 'layer-too-large',
    message: `the ${name} layer would hold ${entries.length} entries of ${bytes} bytes; at most ${MAX_LAYER_ENTRIES} of ${MAX_LAYER_BYTES} are built`,
    hint: 'List in .dockerignore what the service does not need in production.',
    retry: false,
  });
}
