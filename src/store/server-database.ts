import pg from 'pg';
import { keepListening } from './keep-listening.ts';
import { failingOnce, type Database, type Sql, type TransactionSql } from './sql.ts';
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
    pipeline: true,
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

/** Each text is planned once a connection. */
const names = new Map<string, string>();

function nameOfText(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}

function queryOf(connected: pg.Pool | pg.PoolClient): Sql['query'] {
  return async <Row extends object>(text: string, parameters?: readonly unknown[]) => {
    const { rows } = await (parameters
      ? connected.query<Row>({ name: nameOfText(text), text, values: [...parameters] })
      : connected.query<Row>(text));
    return rows;
  };
}

/** Statements that are sent in the same breath leave in one packet: each by itself would cost a system call here and wake the server. */
function inOneWrite(client: pg.PoolClient): Sql['query'] {
  const { stream } = (client as unknown as pg.Client).connection;
  const query = queryOf(client);
  return (text, parameters) => {
    stream.cork();
    process.nextTick(() => stream.uncork());
    return query(text, parameters);
  };
}

/** What need not wait for an answer is sent at once, the commit too: a transaction costs few round trips, and holds its locks for as short. */
async function inTransaction<Result>(pool: pg.Pool, work: (sql: TransactionSql) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    const { sql, assertSound, posted } = failingOnce(inOneWrite(client));
    sql.post('begin');
    const result = await work(sql);
    assertSound();
    // Of a transaction in which a statement failed, PostgreSQL makes a rollback.
    sql.post('commit');
    await posted();
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
