/** The repository that a project is delivered from. */
export interface Source {
  /** The commit a branch, tag or hash names. @throws WorldFailure `unknown-ref`, `empty-repository` */
  resolve(ref: string): Promise<Commit>;
  /** A file's text at a commit; undefined where it does not exist. Refuses more than `limitBytes`. @throws WorldFailure `file-too-large` */
  file(commit: string, path: string, limitBytes: number): Promise<string | undefined>;
  /** Writes the tree of `commit` into the empty folder `directory`. */
  checkout(commit: string, directory: string): Promise<void>;
  isAncestor(ancestor: string, commit: string): Promise<boolean>;
  /** Commits after `since` (undefined: only `commit` itself) up to `commit`, newest first, at most `limit`. */
  log(since: string | undefined, commit: string, limit: number): Promise<Commit[]>;
  /** Every path in the tree of `commit`, links left out. */
  files(commit: string): Promise<string[]>;
  /** Paths that differ between two commits. */
  changedPaths(since: string, commit: string): Promise<string[]>;
  /** How much each of them changed; without lines where it is no text. */
  changedLines(since: string, commit: string): Promise<ChangedFile[]>;
}

export interface ChangedFile {
  path: string;
  added?: number;
  removed?: number;
}

export interface Commit {
  id: string;
  /** The name in the commit, for people to read; never an identity that rights hang on. */
  author: string;
  email: string;
  subject: string;
  /** Seconds since 1970. */
  time: number;
}
