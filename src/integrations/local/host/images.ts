import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { WorldFailure } from '../../../ports/failure.ts';
import { unpackImage, type UnpackedImage } from '../image/unpack.ts';

/** Where releases come from: unpacked images, by digest. */
export interface Images {
  /** @throws WorldFailure `image-missing` */
  require(digest: string): Promise<void>;
  /** The image's files in a folder of their own, and how it is started. A repeat returns the same folder. */
  unpack(digest: string): Promise<UnpackedImage>;
}

const DIGEST = /^sha256:([0-9a-f]{64})$/;

/** Images of the OCI layout in `layout`, unpacked under `target`. */
export function imagesOf(layout: string, target: string): Images {
  // Two environments may want the same digest at once.
  const unpacking = new Map<string, Promise<UnpackedImage>>();
  return {
    async require(digest) {
      const hex = DIGEST.exec(digest)?.[1];
      const found = hex !== undefined && (await access(join(layout, 'blobs', 'sha256', hex)).then(() => true, () => false));
      if (!found) throw imageMissing(digest, layout);
    },
    unpack(digest) {
      const running = unpacking.get(digest) ?? unpackImage(layout, digest, join(target, digest.replace(':', '-')));
      unpacking.set(digest, running);
      return running.finally(() => unpacking.delete(digest));
    },
  };
}

function imageMissing(digest: string, layout: string): WorldFailure {
  return new WorldFailure({
    code: 'image-missing',
    message: `There is no image ${digest} in ${layout}.`,
    hint: 'Build it again, or copy it there; a release is only ever started from its image.',
    retry: false,
  });
}
