import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { exists, nameBeside, sweepLeftovers } from '../disk/beside.ts';
import { type Descriptor, blobPath } from './oci.ts';

const MARKER = 'oci-layout';
const MARKER_CONTENT = JSON.stringify({ imageLayoutVersion: '1.0.0' });

/** Makes the folder an OCI image layout, if it is none yet, and removes what builds that were killed left in it. */
export async function prepareLayout(layout: string): Promise<void> {
  await mkdir(join(layout, 'blobs', 'sha256'), { recursive: true });
  await sweepLeftovers(layout);
  const marker = join(layout, MARKER);
  if (await exists(marker)) return;
  const beside = nameBeside(marker);
  await writeFile(beside, MARKER_CONTENT, { flush: true });
  await rename(beside, marker);
}

/** Stores what `write` puts into the file it is given, under the digest of what then stands on the disk. */
export async function putFile(
  layout: string,
  mediaType: string,
  write: (file: string) => Promise<void>,
): Promise<Descriptor> {
  const incoming = nameBeside(join(layout, 'incoming'));
  try {
    await write(incoming);
    const hash = createHash('sha256');
    await pipeline(createReadStream(incoming), hash);
    const digest = `sha256:${hash.digest('hex')}`;
    const { size } = await stat(incoming);
    await rename(incoming, blobPath(layout, digest));
    return { mediaType, digest, size };
  } finally {
    await rm(incoming, { force: true });
  }
}

/** Stores a document as JSON. */
export function putJson(layout: string, mediaType: string, document: object): Promise<Descriptor> {
  return putFile(layout, mediaType, (file) => writeFile(file, JSON.stringify(document), { flush: true }));
}
