import type { RunFacts } from '../../src/store/create-run.ts';

/** A push of a commit that is as good as any. */
export function pushOf(project: string): RunFacts {
  const commit = { id: 'c0ffee', author: 'Ada', email: 'ada@example.com', subject: 'Sell tea', time: 1_700_000_000 };
  return { project, commit, ref: 'refs/heads/main', startedBy: 'ada', purpose: 'delivery' };
}
