/** What teams' commands need and nobody may read back. */
export interface Secrets {
  /**
   * The values that a step's names stand for, when it begins.
   * @throws WorldFailure `secret-not-given` with every reason at once; `secret-unreadable` where the master key is missing or another one
   */
  give(use: SecretUse): Promise<Readonly<Record<string, string>>>;
  /** Everything that these names stand for in any scope, and stood for until they were last set: what must reach no log, event or page. */
  valuesToMask(project: string, names: readonly string[]): Promise<readonly string[]>;
}

export interface SecretUse {
  names: readonly string[];
  project: string;
  runId: string;
  node: string;
  /** The environment that the step uses. */
  environment: string | undefined;
  /** A commit that is only checked gets none: anybody may have proposed it. */
  purpose: 'delivery' | 'check';
  /** Why people have not agreed in this run to what reaches this production environment; undefined where they have. */
  whyNotReviewed(environment: string): Promise<string | undefined>;
}

/** Where a secret may be used. Left out: everywhere in the project. */
export interface SecretScope {
  environment?: string | undefined;
  step?: string | undefined;
}

/** A secret as people see it: all but its value. */
export interface SecretFacts extends SecretScope {
  name: string;
  setBy: string;
  /** Milliseconds since 1970. */
  setAt: number;
  /** Names the master key that seals it. */
  key: string;
}

/** A secret as it is kept. */
export interface SealedSecret extends SecretFacts {
  project: string;
  /** What it stood for before, so that a command that still uses it is masked. */
  before?: string | undefined;
  sealed: string;
}
