/** Something that was committed: what changed, and its version since then (an inbox item's and a letter's is 1). */
export interface Change {
  type: 'run' | 'environment' | 'inbox' | 'outbox';
  id: string;
  version: number;
}

/** What a commit means to others: things that changed, and jobs that may be due. */
export interface News {
  changes: Change[];
  jobs: boolean;
}

export interface Newsroom {
  tell(news: News): void;
  onChange(listener: (change: Change) => void): () => void;
  onJobs(listener: () => void): () => void;
}

/** Passes news on within this process. A listener that throws keeps nobody else from hearing. */
export function createNewsroom(report: (error: unknown, about: string) => void): Newsroom {
  const changed = new Set<(change: Change) => void>();
  const enqueued = new Set<() => void>();
  return {
    tell({ changes, jobs }) {
      for (const change of changes) {
        for (const listener of changed) guard(() => listener(change), report);
      }
      if (jobs) for (const listener of enqueued) guard(listener, report);
    },
    onChange: (listener) => add(changed, listener),
    onJobs: (listener) => add(enqueued, listener),
  };
}

function guard(call: () => void, report: (error: unknown, about: string) => void): void {
  try {
    call();
  } catch (error) {
    report(error, 'a listener of the store');
  }
}

function add<Item>(set: Set<Item>, item: Item): () => void {
  set.add(item);
  return () => void set.delete(item);
}
