import { matchesPath } from './cache-rules.ts';

/** An answer as it is kept. */
export interface CachedAnswer {
  /** Path and query. */
  url: string;
  headers: readonly string[];
  etag: string | undefined;
  body: Buffer;
  /** How old it was when it came, and when that was (steady clock, milliseconds). */
  ageSeconds: number;
  storedAt: number;
  freshForMs: number;
}

/** Answers by key, the least recently used dropped first. */
export interface EdgeCache {
  find(key: string, now: number): CachedAnswer | undefined;
  keep(key: string, answer: CachedAnswer): void;
  /** Drops what matches one of the patterns; says how many that were. */
  drop(patterns: readonly string[]): number;
  size(): { answers: number; bytes: number };
}

const WHOLE_LIMIT_BYTES = 64 * 1024 * 1024;
/** An answer larger than this is never kept. */
export const ANSWER_LIMIT_BYTES = 4 * 1024 * 1024;
/** What an answer costs besides its body, roughly. */
const ENTRY_OVERHEAD_BYTES = 1_024;

export function createEdgeCache(limitBytes: number = WHOLE_LIMIT_BYTES): EdgeCache {
  // A Map keeps the order of insertion: the first key is the one that was used longest ago.
  const answers = new Map<string, CachedAnswer>();
  let bytes = 0;
  const remove = (key: string) => {
    const answer = answers.get(key);
    if (answer && answers.delete(key)) bytes -= cost(answer);
  };
  return {
    find(key, now) {
      const answer = answers.get(key);
      if (!answer) return undefined;
      if (now - answer.storedAt >= answer.freshForMs) {
        remove(key);
        return undefined;
      }
      answers.delete(key);
      answers.set(key, answer);
      return answer;
    },
    keep(key, answer) {
      remove(key);
      answers.set(key, answer);
      bytes += cost(answer);
      for (const oldest of answers.keys()) {
        if (bytes <= limitBytes) break;
        remove(oldest);
      }
    },
    drop(patterns) {
      const hit = [...answers].filter(([, answer]) => patterns.some((pattern) => matchesPath(pattern, answer.url)));
      for (const [key] of hit) remove(key);
      return hit.length;
    },
    size: () => ({ answers: answers.size, bytes }),
  };
}

function cost(answer: CachedAnswer): number {
  return answer.body.length + ENTRY_OVERHEAD_BYTES;
}
