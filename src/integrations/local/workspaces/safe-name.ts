import { createHash } from 'node:crypto';

const MAX_CHARACTERS = 60;
const HASH_CHARACTERS = 10;

/** A file name for any text. Other texts get other names, also where the file system takes `Lint` and `lint` for the same. */
export function safeName(text: string): string {
  const plain = text.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, MAX_CHARACTERS);
  if (plain === text && /^[a-z0-9][a-z0-9_-]*$/.test(plain)) return plain;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARACTERS);
  return `${plain.replace(/^-+/, '')}-${hash}`.replace(/^-/, '');
}
