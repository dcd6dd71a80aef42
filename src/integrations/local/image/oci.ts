import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';

// Shapes of the OCI image specification 1.0 (image-layout.md, manifest.md, config.md), as far as they are written or read here.

export const MEDIA_TYPES = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const;

/** The annotation under which tools find an image in a layout by name. */
export const REF_NAME = 'org.opencontainers.image.ref.name';

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

export const descriptorShape = z.looseObject({
  mediaType: z.string(),
  digest,
  size: z.int().nonnegative(),
  annotations: z.record(z.string(), z.string()).optional(),
});
export type Descriptor = z.infer<typeof descriptorShape>;

export const indexShape = z.looseObject({ schemaVersion: z.literal(2), manifests: z.array(descriptorShape) });

export const manifestShape = z.looseObject({
  schemaVersion: z.literal(2),
  config: descriptorShape,
  layers: z.array(descriptorShape),
});

export const configShape = z.looseObject({
  config: z.looseObject({
    Entrypoint: z.array(z.string()).nullish(),
    Cmd: z.array(z.string()).nullish(),
    Env: z.array(z.string()).nullish(),
    WorkingDir: z.string().optional(),
  }),
  rootfs: z.looseObject({ type: z.literal('layers'), diff_ids: z.array(digest) }),
});

export function isDigest(text: string): boolean {
  return digest.safeParse(text).success;
}

/** Where a layout keeps the bytes behind a digest. */
export function blobPath(layoutDirectory: string, blobDigest: string): string {
  return join(layoutDirectory, 'blobs', 'sha256', blobDigest.slice('sha256:'.length));
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
