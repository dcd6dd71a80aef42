import type { QueueRules } from '../engine/environment/environment.ts';
import type { Change, News, Newsroom } from './changes.ts';
import { enqueue, type NewJob } from './jobs.ts';
import type { Herald } from './herald.ts';
import type { Database, TransactionSql } from './sql.ts';

/** One transaction in the making: what it decided is kept, told and handed out together, or not at all. */
export interface Writing {
  readonly sql: TransactionSql;
  readonly now: number;
  readonly jobs: NewJob[];
  readonly changes: Change[];
  /** Who goes first in an environment's queue, as the operator configured it. */
  readonly rulesOf: RulesOf;
  readonly herald: Herald;
}

export type RulesOf = (environment: string) => QueueRules | undefined;

export type Write = <Result>(now: number, work: (writing: Writing) => Promise<Result>) => Promise<Result>;

/** `tellOthers` runs inside the transaction, so that other processes hear of it exactly when it is committed. */
export function createWrite(
  database: Database,
  newsroom: Newsroom,
  tellOthers: (sql: TransactionSql, news: News) => void,
  { rulesOf, herald }: Pick<Writing, 'rulesOf' | 'herald'>,
): Write {
  return async (now, work) => {
    const { result, news } = await database.transaction(async (sql) => {
      const writing: Writing = { sql, now, jobs: [], changes: [], rulesOf, herald };
      const worked = await work(writing);
      enqueue(sql, writing.jobs, now);
      const told = { changes: writing.changes, jobs: writing.jobs.length > 0 };
      if (told.changes.length > 0 || told.jobs) tellOthers(sql, told);
      return { result: worked, news: told };
    });
    newsroom.tell(news);
    return result;
  };
}
