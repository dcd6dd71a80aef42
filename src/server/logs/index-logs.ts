import { emptyIndex, grownIndex, type LogIndex } from '../../lib/log-index.ts';
import type { Blobs } from '../../ports/blobs.ts';
import { readBlob } from './read-blob.ts';

/** Logs whose index is kept; one of a million lines takes about 100 kB. */
const INDEXES_MAX = 100;

/** Indexes logs, each byte once: a log that has grown is read from where it was left. */
export function indexLogs(blobs: Blobs): (name: string) => Promise<LogIndex> {
  const kept = new Map<string, Promise<LogIndex>>();
  return (name) => {
    const before = kept.get(name) ?? Promise.resolve(emptyIndex);
    const now = before.then((index) => grown(blobs, name, index));
    // Last in the map is last used; the first leaves when there are too many. One that failed is begun anew.
    kept.delete(name);
    kept.set(name, now);
    now.catch(() => kept.get(name) === now && kept.delete(name));
    for (const oldest of kept.keys()) {
      if (kept.size <= INDEXES_MAX) break;
      kept.delete(oldest);
    }
    return now;
  };
}

async function grown(blobs: Blobs, name: string, index: LogIndex): Promise<LogIndex> {
  let now = index;
  for await (const bytes of readBlob(blobs, name, index.bytes)) now = grownIndex(now, bytes);
  return now;
}
