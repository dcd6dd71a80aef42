import type { Blobs } from '../../ports/blobs.ts';

const CHUNK_BYTES_MAX = 256 * 1024;

/** The bytes of a blob from `from` up to `to`, in parts that fit into memory; other requests are answered between them. */
export async function* readBlob(blobs: Blobs, name: string, from: number, to = Infinity): AsyncGenerator<Uint8Array> {
  for (let offset = from; offset < to;) {
    const bytes = await blobs.read(name, offset, Math.min(CHUNK_BYTES_MAX, to - offset));
    if (bytes.length === 0) return;
    offset += bytes.length;
    yield bytes;
  }
}
