import { randomUUID } from 'node:crypto';
import type { News, Newsroom } from './changes.ts';
import { openEmbeddedDatabase } from './embedded-database.ts';
import { migrate } from './migrate.ts';
import { missedNews } from './missed-news.ts';
import { openServerDatabase } from './server-database.ts';
import { bindSite, type Site } from './site.ts';
import type { Database, TransactionSql } from './sql.ts';
import { takeBackJobs } from './take-jobs.ts';

/** Where the data is: embedded in this process with its files in a directory, or on a PostgreSQL server. */
export type StorePlace =
  | {
      directory: string;
      /** A folder that keeps an initialised data directory, so that the next new one opens faster. */
      cache?: string;
    }
  | {
      url: string;
      /** The data folder that works with it; absent: any may. */
      site?: Site;
    };

export interface OpenedDatabase {
  database: Database;
  /** Whether other processes may use it at the same time. */
  shared: boolean;
  /** Called in a transaction: other processes hear of it when it commits. */
  tellOthers(sql: TransactionSql, news: News): void;
  close(): Promise<void>;
}

const CHANNEL = 'shipchart_news';

export async function openDatabase(place: StorePlace, newsroom: Newsroom): Promise<OpenedDatabase> {
  return 'directory' in place ? openEmbedded(place) : openServer(place, newsroom);
}

async function openEmbedded({ directory, cache }: { directory: string; cache?: string }): Promise<OpenedDatabase> {
  const database = await openEmbeddedDatabase(directory, cache);
  // Nobody else has the directory, so whoever held these jobs is dead.
  await takeBackJobs(database, 'all');
  return { database, shared: false, tellOthers: () => {}, close: () => database.close() };
}

async function openServer({ url, site }: { url: string; site?: Site }, newsroom: Newsroom): Promise<OpenedDatabase> {
  const database = await openServerDatabase(url);
  const self = randomUUID();
  const deafen = await orClose(database, async () => {
    await migrate(database);
    if (site) await bindSite(database, site);
    return database.listen(
      CHANNEL,
      (payload) => {
        const { from, ...news } = JSON.parse(payload) as News & { from: string };
        // This process told its own listeners already.
        if (from !== self) newsroom.tell(news);
      },
      () => void missedNews(database).then(newsroom.tell, () => {}),
    );
  });
  return {
    database,
    shared: true,
    tellOthers: (sql, news) => {
      sql.post('select pg_notify($1, $2)', [CHANNEL, JSON.stringify({ from: self, ...news })]);
    },
    close: async () => {
      await deafen();
      await database.close();
    },
  };
}

async function orClose<Result>(database: Database, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await database.close();
    throw error;
  }
}
