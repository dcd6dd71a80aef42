import { createHash, randomBytes } from 'node:crypto';
import { WorldFailure } from '../../../ports/failure.ts';

const KEY_BYTES = 32;

export interface MasterKey {
  /** The beginning of its hash: names the key and tells nothing of it. */
  id: string;
  bytes: Buffer;
}

/** A new master key as it stands in its file. */
export function newMasterKey(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}

/**
 * Reads master keys, separated by white space: the first one seals, all of them open. To exchange it, put the new one in front, `shipchart
 * secret rotate`, and take the old one away.
 * @throws WorldFailure `master-key-unusable`
 */
export function readMasterKeys(text: string): readonly [MasterKey, ...MasterKey[]] {
  const [first, ...rest] = text.split(/\s+/).filter((word) => word !== '');
  if (first === undefined) throw unusable('it is empty');
  return [masterKey(first), ...rest.map(masterKey)];
}

function masterKey(word: string): MasterKey {
  const bytes = Buffer.from(word, 'base64');
  if (bytes.length !== KEY_BYTES || bytes.toString('base64') !== word)
    throw unusable(`a key is ${KEY_BYTES} bytes in base64`);
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 12), bytes };
}

function unusable(why: string): WorldFailure {
  return new WorldFailure({
    code: 'master-key-unusable',
    message: `The master key that seals the secrets can't be used: ${why}.`,
    hint: '`openssl rand -base64 32` makes one; secrets that another one sealed need that one too, after it.',
    retry: true,
  });
}
