/** Folders in which a run's steps work. */
export interface Workspaces {
  /** The run's own checkout, made once; a repeat returns the same folder. */
  checkout(runId: string, commit: string): Promise<string>;
  /** Folder where `prepare` ran for this key before, verified; `absent` where it has to run. */
  restorePrepared(runId: string, key: string): Promise<'restored' | 'absent'>;
  /** Keeps what `prepare` made in the run's checkout under this key. */
  keepPrepared(runId: string, key: string): Promise<void>;
  /** A fresh copy of the run's checkout for one attempt: tracked files copied, dependencies hard-linked or cloned. */
  copy(runId: string, name: string): Promise<string>;
  /** Removes everything of the run but its reports. */
  discard(runId: string): Promise<void>;
}
