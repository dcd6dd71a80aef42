import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { WorldFailure } from '../ports/failure.ts';

/** Where a secret stands; never the secret itself. */
export const secretReference = z.union([
  z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/) }),
  z.strictObject({ file: z.string().min(1).max(1_000) }),
]);
export type SecretReference = z.infer<typeof secretReference>;

/**
 * Reads the secret at each use, so that a rotated file needs no restart. One newline at the end, as editors leave it, is not part of it.
 * The function throws WorldFailure `secret-missing`, which names the place and never what stands there.
 */
export function secretAt(reference: SecretReference): () => Promise<string> {
  return async () => {
    const found = 'env' in reference ? process.env[reference.env] : await textOf(reference.file);
    const secret = found?.replace(/\r?\n$/, '');
    if (secret === undefined || secret === '') throw missing(reference);
    return secret;
  };
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

function missing(reference: SecretReference): WorldFailure {
  const place = 'env' in reference ? `the environment variable ${reference.env}` : `the file ${reference.file}`;
  return new WorldFailure({
    code: 'secret-missing',
    message: `A secret is missing: ${place} is empty or not there.`,
    hint: 'Put it there for the user that runs the server; shipchart.yaml only names the place.',
    retry: true,
  });
}
