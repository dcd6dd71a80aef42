/**
 * The world's failure, as a value's worth of facts: what could not be done and what to do about it.
 * Adapters throw it; a step that meets one ends `broke`. Anything else that is thrown is a bug of ours.
 */
export class WorldFailure extends Error {
  /** Stable name from one catalogue, for example `port-in-use`. */
  readonly code: string;
  /** What a person can do about it. */
  readonly hint: string;
  /** Whether the same call may succeed later. */
  readonly retry: boolean;
  /** How long the other side asked to be left alone; absent: it did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(facts: Facts) {
    super(facts.message, { cause: facts.cause });
    this.name = 'WorldFailure';
    this.code = facts.code;
    this.hint = facts.hint;
    this.retry = facts.retry;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

interface Facts {
  code: string;
  message: string;
  hint: string;
  retry: boolean;
  retryAfterMs?: number | undefined;
  cause?: unknown;
}
