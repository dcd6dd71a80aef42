/** The cache in front of an environment. */
export interface Cdn {
  /**
   * Drops cached answers whose path matches one of `paths` (`/*` at the end matches the rest). The same `key` with the same paths returns
   * the first invalidation.
   * @throws WorldFailure `cdn-missing`, `paths-differ` (same key, other paths)
   */
  invalidate(environment: string, paths: readonly string[], key: string): Promise<Invalidation>;
  status(environment: string, id: string): Promise<Invalidation>;
}

export interface Invalidation {
  id: string;
  state: 'in-progress' | 'completed';
  /** How many cached answers were dropped, where the cache knows. */
  dropped?: number;
}
