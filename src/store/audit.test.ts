import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { freshDirectory, STORE_CACHE } from '../../test/support/store.ts';
import { verifyChain } from '../lib/audit-chain.ts';
import { appendAudit, auditAfter } from './audit.ts';
import { openEmbeddedDatabase } from './embedded-database.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

test('entries that are written at once make one chain, which the database itself refuses to change', async () => {
  const database = await openEmbeddedDatabase(freshDirectory(), STORE_CACHE);
  try {
    const texts = Array.from({ length: 20 }, (_, index) => JSON.stringify({ index, odd: '\u0000é\ud83d\ude00' }));
    await Promise.all(texts.map((text) => appendAudit(database, text, ({ seq }) => `signed ${seq}`)));
    const kept = [...(await auditAfter(database, 0, 12)), ...(await auditAfter(database, 12, 100))];
    const verifier = verifyChain({ hash, isSigned: ({ seq, signature }) => signature === `signed ${seq}`, heads: [] });
    kept.forEach((entry) => verifier.take(entry));
    expect(verifier.end()).toEqual([]);
    expect(kept.map(({ entry }) => entry).toSorted()).toEqual(texts.toSorted());
    for (const change of ["update audit set entry = '{}'", 'delete from audit', 'truncate audit'])
      await expect(database.query(change), change).rejects.toThrow('the audit only grows');
  } finally {
    await database.close();
  }
});
