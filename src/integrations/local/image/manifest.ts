import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { WorldFailure } from '../../../ports/failure.ts';
import { isAbsent } from '../disk/beside.ts';

const manifest = z.looseObject({
  main: z.string().min(1).optional(),
  scripts: z.record(z.string(), z.string()).optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  config: z.looseObject({ port: z.union([z.number(), z.string()]).optional() }).optional(),
});

/** What an image needs to know from `package.json`. */
export type Manifest = z.infer<typeof manifest>;

/** @throws WorldFailure `manifest-missing`, `manifest-refused` */
export async function readManifest(directory: string): Promise<Manifest> {
  const text = await readFile(join(directory, 'package.json'), 'utf8').catch((error: unknown) => {
    throw isAbsent(error) ? missing() : error;
  });
  try {
    return manifest.parse(JSON.parse(text));
  } catch (error) {
    throw refused(error);
  }
}

function missing(): WorldFailure {
  return new WorldFailure({
    code: 'manifest-missing',
    message: 'there is no package.json at the root of the project',
    hint: 'The image step builds Node services: add a package.json with `"scripts": { "start": "node server.js" }`.',
    retry: false,
  });
}

function refused(error: unknown): WorldFailure {
  const detail = error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : (error as Error).message;
  return new WorldFailure({
    code: 'manifest-refused',
    message: `package.json cannot be read: ${detail}`,
    hint: 'Correct it; `npm pkg get name` says whether npm can read it.',
    retry: false,
    cause: error,
  });
}
