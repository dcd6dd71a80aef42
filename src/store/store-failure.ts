/** The store can't be opened or used: which way, and what a person can do about it. */
export class StoreFailure extends Error {
  /** Stable name, for example `store-in-use`. */
  readonly code:
    | 'store-in-use'
    | 'store-not-writable'
    | 'store-elsewhere'
    | 'database-unreachable'
    | 'database-not-ours'
    | 'store-too-new';
  readonly hint: string;

  constructor(facts: { code: StoreFailure['code']; message: string; hint: string; cause?: unknown }) {
    super(facts.message, { cause: facts.cause });
    this.name = 'StoreFailure';
    this.code = facts.code;
    this.hint = facts.hint;
  }
}
