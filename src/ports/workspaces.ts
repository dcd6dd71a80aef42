/** Folders in which a run's steps work. */
export interface Workspaces {
  /** The run's own checkout, made once; a repeat returns the same folder. */
  checkout(runId: string, commit: string): Promise<string>;
  /** Folder where `prepare` ran for this key before, verified; `absent` where it has to run. */
  restorePrepared(runId: string, key: string): Promise<'restored' | 'absent'>;
  /** Keeps what `prepare` made in the run's checkout under this key; or says why that must not be used for another commit. */
  keepPrepared(runId: string, key: string): Promise<{ kept: true } | { kept: false; reason: string }>;
  /**
   * A copy of the run's checkout for one attempt: tracked files copied, dependencies hard-linked or cloned. A repeat with the same name returns
   * the same folder as it is, since after a restart the attempt's command may still be at work in it.
   */
  copy(runId: string, name: string): Promise<string>;
  /** Removes everything of the run but its reports. */
  discard(runId: string): Promise<void>;
}
