import pg from 'pg';
import { keepListening } from './keep-listening.ts';
import { failingOnce, type Database, type Sql } from './sql.ts';
import { StoreFailure } from './store-failure.ts';

const CONNECTIONS_MAX = 10;
const CONNECT_MS = 10_000;
const STATEMENT_MS = 30_000;
/** Longer than the server's own limit: only a cut network lets it pass. */
const ANSWER_MS = 35_000;
const KEEP_ALIVE_MS = 10_000;
/** PostgreSQL's type id of `bigint`. */
const BIGINT = 20;

export interface ServerDatabase extends Database {
  /** Calls `hear` with each payload that is sent to the channel, and `missed` whenever some may have been lost. The answer ends it. */
  listen(channel: string, hear: (payload: string) => void, missed: () => void): Promise<() => Promise<void>>;
}

/** A PostgreSQL server; the database must be Shipchart's own. @throws StoreFailure `database-unreachable` */
export async function openServerDatabase(url: string): Promise<ServerDatabase> {
  const pool = new pg.Pool({
    ...connection(url),
    max: CONNECTIONS_MAX,
    statement_timeout: STATEMENT_MS,
    query_timeout: ANSWER_MS,
    idle_in_transaction_session_timeout: STATEMENT_MS,
  });
  // An idle connection that breaks is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => {});
  await assertReachable(pool, url);
  return {
    query: queryOf(pool),
    transaction: (work) => inTransaction(pool, work),
    script: async (text) => {
      await inTransaction(pool, async (sql) => sql.query(text));
    },
    listen: (channel, hear, missed) => keepListening(connection(url), channel, hear, missed),
    close: () => pool.end(),
  };
}

function connection(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    application_name: 'shipchart',
    types: { getTypeParser },
  };
}

/** Counts and times fit a number; `pg` would give `bigint` as text. */
function getTypeParser(type: number): (text: string) => unknown {
  if (type === BIGINT) return Number;
  return pg.types.getTypeParser(type) as (text: string) => unknown;
}

async function assertReachable(pool: pg.Pool, url: string): Promise<void> {
  try {
    await pool.query('select 1');
  } catch (cause) {
    await pool.end();
    throw new StoreFailure({
      code: 'database-unreachable',
      message: `The database ${nameOf(url)} can't be used: ${cause instanceof Error ? cause.message : String(cause)}.`,
      hint: 'Check that the server runs, that the address is right, and that the user may connect.',
      cause,
    });
  }
}

/** Without the password, which must not reach a log. */
function nameOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed ? `${parsed.host}${parsed.pathname}` : '(its address is not a URL)';
}

function queryOf(connected: pg.Pool | pg.PoolClient): Sql['query'] {
  return async <Row extends object>(text: string, parameters?: readonly unknown[]) => {
    const { rows } = await connected.query<Row>(text, parameters && [...parameters]);
    return rows;
  };
}

async function inTransaction<Result>(pool: pg.Pool, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    const { sql, assertSound } = failingOnce(queryOf(client));
    await client.query('begin');
    const result = await work(sql);
    assertSound();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: unknown) => {
      broken ??= failure instanceof Error ? failure : new Error(String(failure));
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
