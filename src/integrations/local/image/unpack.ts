import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { z } from 'zod';
import { WorldFailure } from '../../../ports/failure.ts';
import { exists, isAbsent, makeBeside, sweepLeftovers } from '../disk/beside.ts';
import { onDisk } from '../disk/disk-full.ts';
import { type Descriptor, MEDIA_TYPES, blobPath, configShape, digestOf, isDigest, manifestShape } from './oci.ts';
import { placeEntries } from './place-entries.ts';

/** A release as files and as the words that start it. */
export interface UnpackedImage {
  /** Words for `exec`, without a shell. A first word `node` is left so: the caller decides which Node. */
  command: string[];
  /** Absolute path of the image's working directory. */
  directory: string;
  /** The image's own variables, for example NODE_ENV; the caller adds PATH, PORT and what else the service needs. */
  environment: Record<string, string>;
}

const MAX_DOCUMENT_BYTES = 4 * 1024 ** 2;
const MAX_LAYER_BYTES = 4 * 1024 ** 3;
/** Headers and padding of the largest layer that is built. */
const MAX_ARCHIVE_BYTES = MAX_LAYER_BYTES + 1024 ** 3;
/** Written last, so that it also says that everything else is there. */
const DIGEST_FILE = 'image-digest';
const ROOT_FOLDER = 'root';

/**
 * Unpacks an image of a layout on disk into the folder `target`, which belongs to that image alone (name it by the digest). The digests of
 * manifest, configuration and layers are verified on the way. A repeat, also by several processes at once, returns what is there.
 * Only images built here are understood: files, folders and relative links, no deletions (`.wh.`) between layers.
 * @throws WorldFailure `image-missing`, `image-damaged` (a digest differs), `image-refused` (an entry that would reach outside), `target-taken`, `disk-full`
 */
export async function unpackImage(layoutDirectory: string, digest: string, target: string): Promise<UnpackedImage> {
  if (!isDigest(digest)) throw refused(`"${digest}" is not a digest of the form sha256:…`);
  const manifest = await readDocument(layoutDirectory, digest, manifestShape);
  const config = await readDocument(layoutDirectory, manifest.config.digest, configShape);
  if (!(await isUnpacked(target, digest))) {
    await onDisk(target, async () => {
      await sweepLeftovers(dirname(target));
      await makeBeside(target, (beside) =>
        unpackInto(beside, layoutDirectory, digest, manifest.layers, config.rootfs.diff_ids),
      );
    });
  }
  return startOf(config, join(target, ROOT_FOLDER));
}

async function isUnpacked(target: string, digest: string): Promise<boolean> {
  if (!(await exists(target))) return false;
  const found = await readFile(join(target, DIGEST_FILE), 'utf8').catch((error: unknown) => {
    if (isAbsent(error)) return undefined;
    throw error;
  });
  if (found === digest) return true;
  throw new WorldFailure({
    code: 'target-taken',
    message: `${target} holds ${found === undefined ? 'something else' : `the image ${found}`}, not ${digest}`,
    hint: 'Name another folder, or remove this one if nothing runs from it.',
    retry: false,
  });
}

async function unpackInto(
  folder: string,
  layout: string,
  digest: string,
  layers: readonly Descriptor[],
  diffIds: readonly string[],
): Promise<void> {
  if (layers.length !== diffIds.length)
    throw damaged(`${digest} lists ${layers.length} layers and ${diffIds.length} contents`);
  const root = join(folder, ROOT_FOLDER);
  await mkdir(root, { recursive: true });
  for (const [at, layer] of layers.entries()) await unpackLayer(root, layout, layer, diffIds[at] ?? '');
  await writeFile(join(folder, DIGEST_FILE), digest, { flush: true });
}

async function unpackLayer(root: string, layout: string, layer: Descriptor, diffId: string): Promise<void> {
  if (layer.mediaType !== MEDIA_TYPES.layer) throw refused(`layer ${layer.digest} is of the type ${layer.mediaType}`);
  const compressed = createHash('sha256');
  const content = createHash('sha256');
  const entries = extract();
  const reading = pipeline(
    createReadStream(await blobOf(layout, layer.digest, MAX_LAYER_BYTES)),
    meter(compressed, MAX_LAYER_BYTES),
    createGunzip(),
    meter(content, MAX_ARCHIVE_BYTES),
    entries,
  );
  const [placed, read] = await Promise.allSettled([placeEntries(root, entries), reading]);
  // Where the placing stopped by itself, the reading ended only because nobody took its bytes any more.
  if (placed.status === 'rejected' && stoppedByItself(placed.reason)) throw placed.reason;
  if (read.status === 'rejected')
    throw damaged(`layer ${layer.digest} cannot be read: ${(read.reason as Error).message}`, read.reason);
  if (placed.status === 'rejected') throw placed.reason;
  if (`sha256:${compressed.digest('hex')}` !== layer.digest) throw damaged(`layer ${layer.digest} holds other bytes`);
  if (`sha256:${content.digest('hex')}` !== diffId)
    throw damaged(`layer ${layer.digest} unpacks to other bytes than ${diffId}`);
}

/** By a refusal or by the file system, not because the archive broke off. */
function stoppedByItself(reason: unknown): boolean {
  return reason instanceof WorldFailure || (reason as NodeJS.ErrnoException).syscall !== undefined;
}

function meter(hash: ReturnType<typeof createHash>, limitBytes: number) {
  return async function* (chunks: AsyncIterable<Buffer>) {
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > limitBytes) throw new RangeError(`it is larger than ${limitBytes} bytes`);
      hash.update(chunk);
      yield chunk;
    }
  };
}

async function readDocument<T>(layout: string, digest: string, shape: z.ZodType<T>): Promise<T> {
  const bytes = await readFile(await blobOf(layout, digest, MAX_DOCUMENT_BYTES));
  if (digestOf(bytes) !== digest) throw damaged(`${digest} holds other bytes`);
  try {
    return shape.parse(JSON.parse(bytes.toString('utf8')));
  } catch (error) {
    throw refused(`${digest} is not a document that Shipchart wrote`, error);
  }
}

/** Path of a blob that exists and is not larger than allowed. */
async function blobOf(layout: string, digest: string, limitBytes: number): Promise<string> {
  const path = blobPath(layout, digest);
  const { size } = await stat(path).catch((error: unknown) => {
    throw isAbsent(error) ? missing(layout, digest) : error;
  });
  if (size > limitBytes) throw refused(`${digest} is larger than ${limitBytes} bytes`);
  return path;
}

function startOf({ config }: z.infer<typeof configShape>, root: string): UnpackedImage {
  const folder = posix.normalize(`/${config.WorkingDir ?? ''}`);
  const variables = (config.Env ?? []).map((line): [string, string] => [
    line.split('=')[0] ?? '',
    line.slice(line.indexOf('=') + 1),
  ]);
  return {
    command: [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])],
    directory: join(root, folder),
    environment: Object.fromEntries(variables),
  };
}

function missing(layout: string, digest: string): WorldFailure {
  return new WorldFailure({
    code: 'image-missing',
    message: `${digest} is not in the image layout ${layout}`,
    hint: 'Run the image step again: the same commit builds the same image.',
    retry: false,
  });
}

function damaged(message: string, cause?: unknown): WorldFailure {
  return new WorldFailure({
    code: 'image-damaged',
    message: `the image is damaged: ${message}`,
    hint: 'Nothing of it was started. Run the image step again: it writes the same image anew.',
    retry: false,
    cause,
  });
}

function refused(message: string, cause?: unknown): WorldFailure {
  return new WorldFailure({
    code: 'image-refused',
    message: `the image is refused: ${message}`,
    hint: 'The local runtime runs images that Shipchart built: let the document build this one with `uses: image`.',
    retry: false,
    cause,
  });
}
