import { appendFile, readFile } from 'node:fs/promises';
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { headText, type ChainedEntry } from '../../lib/audit-chain.ts';
import type { Audit, AuditNote } from '../../ports/audit.ts';
import type { Store } from '../../store/store.ts';
import type { Configuration } from '../configuration.ts';
import { createOnce } from '../create-once.ts';

/** The longest that anything in an entry is: who asks can't fill the disk with one request. */
const PART_CHARACTERS_MAX = 1_000;

export interface AuditTrail extends Audit {
  /** Entries after this number, oldest first. */
  after(seq: number, limit: number): Promise<ChainedEntry[]>;
  /** PEM, for whoever verifies. */
  publicKey: string;
  /** Why the newest head could not be copied to the second place; undefined where it could. */
  whyNotCopied(): string | undefined;
}

/** The audit in the store, signed with a key in the data folder, which the database never sees. */
export async function openAudit(
  { data, auditHeads }: Pick<Configuration, 'data' | 'auditHeads'>,
  store: Store,
  now: () => number,
): Promise<AuditTrail> {
  const key = await signingKey(join(data, 'audit.key'));
  const signed = (head: { seq: number; hash: string }) =>
    sign(null, Buffer.from(headText(head)), key).toString('base64');
  let problem: string | undefined;
  const copy = async (file: string, { seq, hash, signature }: ChainedEntry) => {
    try {
      await appendFile(file, `${JSON.stringify({ seq, hash, signature })}\n`, { mode: 0o600 });
      problem = undefined;
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
  };
  return {
    async note(note) {
      const entry = await store.appendAudit(JSON.stringify(bounded({ at: now(), ...note })), signed);
      if (auditHeads !== undefined) await copy(auditHeads, entry);
    },
    after: (seq, limit) => store.auditAfter(seq, limit),
    publicKey: String(createPublicKey(key).export({ type: 'spki', format: 'pem' })),
    whyNotCopied: () => problem,
  };
}

async function signingKey(file: string): Promise<KeyObject> {
  const { privateKey } = generateKeyPairSync('ed25519');
  await createOnce(file, String(privateKey.export({ type: 'pkcs8', format: 'pem' })));
  return createPrivateKey(await readFile(file, 'utf8'));
}

function bounded(note: AuditNote & { at: number }): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(note).map(([name, part]) => [
      name,
      typeof part === 'string' ? part.slice(0, PART_CHARACTERS_MAX) : part,
    ]),
  );
}
