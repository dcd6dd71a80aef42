import { access, readdir, rm, stat } from 'node:fs/promises';
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

/** Unpacked images that no environment holds are kept for a way back, this many of them. */
const SPARE_IMAGES = 5;

/** Images of the OCI layout in `layout`, unpacked under `target`. `held`: the digests that environments hold. */
export function imagesOf(layout: string, target: string, held: () => ReadonlySet<string>): Images {
  // Two environments may want the same digest at once.
  const unpacking = new Map<string, Promise<UnpackedImage>>();
  return {
    async require(digest) {
      const hex = DIGEST.exec(digest)?.[1];
      const found =
        hex !== undefined &&
        (await access(join(layout, 'blobs', 'sha256', hex)).then(
          () => true,
          () => false,
        ));
      if (!found) throw imageMissing(digest, layout);
    },
    unpack(digest) {
      const running = unpacking.get(digest) ?? unpackAndTidy(digest);
      unpacking.set(digest, running);
      return running.finally(() => unpacking.delete(digest));
    },
  };

  async function unpackAndTidy(digest: string): Promise<UnpackedImage> {
    const unpacked = await unpackImage(layout, digest, join(target, folderOf(digest)));
    await removeSpare(target, new Set([...held(), ...unpacking.keys()].map(folderOf)));
    return unpacked;
  }
}

function folderOf(digest: string): string {
  return digest.replace(':', '-');
}

async function removeSpare(target: string, held: ReadonlySet<string>): Promise<void> {
  const names = (await readdir(target)).filter((name) => /^sha256-[0-9a-f]{64}$/.test(name) && !held.has(name));
  const dated = await Promise.all(
    names.map(async (name) => ({ path: join(target, name), at: (await stat(join(target, name))).mtimeMs })),
  );
  const spare = dated.sort((one, other) => other.at - one.at).slice(SPARE_IMAGES);
  for (const { path } of spare) await rm(path, { recursive: true, force: true });
}

function imageMissing(digest: string, layout: string): WorldFailure {
  return new WorldFailure({
    code: 'image-missing',
    message: `There is no image ${digest} in ${layout}.`,
    hint: 'Build it again, or copy it there; a release is only ever started from its image.',
    retry: false,
  });
}
