/** Statements run one after the other. Parameters are `$1`, `$2` …; `bigint` comes back as a number, `json` as its value. */
export interface Sql {
  /** @throws the database's error; inside a transaction, every later call throws too */
  query<Row extends object>(text: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/** A transaction's statements. */
export interface TransactionSql extends Sql {
  /** A statement whose answer nobody needs: the next one does not wait for it. One that fails fails the whole transaction. */
  post(text: string, parameters?: readonly unknown[]): void;
}

/** A PostgreSQL, in this process or on a server. */
export interface Database extends Sql {
  /** Commits what `work` did if it returns and no statement failed; otherwise nothing of it is kept. */
  transaction<Result>(work: (sql: TransactionSql) => Promise<Result>): Promise<Result>;
  /** Several statements in one text, in one transaction, without parameters. */
  script(text: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * The statements of one transaction, which refuse to go on after the first error. PostgreSQL turns the commit of a failed transaction into a
 * silent rollback, so a caught error would otherwise pass for success.
 */
export function failingOnce(query: Sql['query']): {
  sql: TransactionSql;
  assertSound(): void;
  posted(): Promise<void>;
} {
  let failure: { error: unknown } | undefined;
  const underway = new Set<Promise<unknown>>();
  const assertSound = () => {
    if (failure) throw new Error('a statement of this transaction failed before', { cause: failure.error });
  };
  async function run<Row extends object>(text: string, parameters?: readonly unknown[]): Promise<Row[]> {
    assertSound();
    try {
      return await query<Row>(text, parameters);
    } catch (error) {
      failure ??= { error };
      throw error;
    }
  }
  const post = (text: string, parameters?: readonly unknown[]) => {
    // Who asks `posted` is told of the failure.
    const sent = run(text, parameters).catch(() => {});
    underway.add(sent);
  };
  const posted = async () => {
    await Promise.all(underway);
    if (failure) throw failure.error;
  };
  return { sql: { query: run, post }, assertSound, posted };
}
