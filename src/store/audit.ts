import { createHash } from 'node:crypto';
import { CHAIN_BEGINNING, chainText, type ChainedEntry } from '../lib/audit-chain.ts';
import type { Database, Sql } from './sql.ts';

/** Any number that nothing else in the database locks by. */
const AUDIT_LOCK = 7_234_002;

/** Appends an entry to the chain; one process after the other, so that it has no branches. */
export function appendAudit(
  database: Database,
  entry: string,
  sign: (head: { seq: number; hash: string }) => string,
): Promise<ChainedEntry> {
  return database.transaction(async (sql) => {
    await sql.query(`select pg_advisory_xact_lock(${AUDIT_LOCK})`);
    const [last] = await sql.query<{ seq: number; hash: string }>(
      'select seq, hash from audit order by seq desc limit 1',
    );
    const seq = (last?.seq ?? 0) + 1;
    const text = chainText(last?.hash ?? CHAIN_BEGINNING, seq, entry);
    const hash = createHash('sha256').update(text).digest('hex');
    const signature = sign({ seq, hash });
    await sql.query('insert into audit (seq, entry, hash, signature) values ($1, $2, $3, $4)', [
      seq,
      entry,
      hash,
      signature,
    ]);
    return { seq, entry, hash, signature };
  });
}

/** What comes after number `seq`, oldest first. */
export async function auditAfter(sql: Sql, seq: number, limit: number): Promise<ChainedEntry[]> {
  return sql.query('select seq, entry, hash, signature from audit where seq > $1 order by seq limit $2', [seq, limit]);
}
