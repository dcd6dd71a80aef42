import { createHash } from 'node:crypto';
import type { Delivery } from '../chart/delivery.ts';
import type { Sql } from './sql.ts';

/** Deliveries kept bound; each is read from its document again when it is needed again. */
const DELIVERIES_MAX = 200;

export interface StoredDocument {
  hash: string;
  fileName: string;
  text: string;
}

export type ReadDelivery = (documentText: string, fileName: string) => Delivery;

/** SHA-256 of the text, in hex: what `sha256sum` says of the file. */
export function documentHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Keeps a document; the same text is kept once, under the name it came with first. */
export async function keepDocument(sql: Sql, { hash, fileName, text }: StoredDocument): Promise<void> {
  await sql.query('insert into documents (hash, file_name, text) values ($1, $2, $3) on conflict do nothing', [
    hash,
    fileName,
    text,
  ]);
}

export async function findDocument(sql: Sql, hash: string): Promise<StoredDocument | undefined> {
  const [row] = await sql.query<StoredDocument>(
    'select hash, file_name as "fileName", text from documents where hash = $1',
    [hash],
  );
  return row;
}

/** Deliveries by their document's hash. */
export interface Deliveries {
  ofHash(sql: Sql, hash: string): Promise<Delivery>;
  ofDocument(document: StoredDocument): Delivery;
}

export function createDeliveries(read: ReadDelivery): Deliveries {
  const kept = new Map<string, Delivery>();

  function ofDocument({ hash, text, fileName }: StoredDocument): Delivery {
    const delivery = kept.get(hash) ?? read(text, fileName);
    // Last in the map is last used; the first leaves when there are too many.
    kept.delete(hash);
    kept.set(hash, delivery);
    for (const oldest of kept.keys()) {
      if (kept.size <= DELIVERIES_MAX) break;
      kept.delete(oldest);
    }
    return delivery;
  }

  async function ofHash(sql: Sql, hash: string): Promise<Delivery> {
    const known = kept.get(hash);
    if (known) return known;
    const document = await findDocument(sql, hash);
    if (!document) throw new Error(`document ${hash} is not stored`);
    return ofDocument(document);
  }

  return { ofHash, ofDocument };
}
