import type { Commit } from '../../src/ports/source.ts';

/** A commit as good as any. */
export const COMMIT: Commit = {
  id: 'c0ffee1234567890',
  author: 'Ada',
  email: 'ada@example.org',
  subject: 'Sell tea',
  time: 1_700_000_000,
};
