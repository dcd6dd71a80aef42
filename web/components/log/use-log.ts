import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogPlace } from '../../../src/api/client.ts';
import type { Refusal } from '../../../src/api/shapes.ts';
import { bookWith, emptyBook, missingBlocks, openedAt, withBlock, type LogBook } from '../../live/log-book.ts';
import { useServer } from '../../server.tsx';
import { refusalOf } from '../use-call.ts';

export interface FollowedLog {
  book: LogBook;
  ended: boolean;
  refusal: Refusal | undefined;
  /** Fetches whatever is missing of these lines. */
  want: (first: number, last: number) => void;
}

type Followed = Omit<FollowedLog, 'want'>;
const NOTHING: Followed = { book: emptyBook, ended: false, refusal: undefined };

/** A step's log: its end at once, growing until the step ends; the rest where it is looked at. */
export function useLog({ run, node, visit }: LogPlace): FollowedLog {
  const { client } = useServer();
  const [followed, setFollowed] = useState<Followed>(NOTHING);
  const change = useCallback(
    (to: (book: LogBook) => LogBook) => setFollowed((before) => ({ ...before, book: to(before.book) })),
    [],
  );
  useEffect(() => {
    const stop = new AbortController();
    setFollowed(NOTHING);
    const { take, flush } = perFrame((bytes, text) => change((book) => bookWith(book, bytes, text)));
    const follow = async () => {
      const index = await client.logIndex({ run, node, visit });
      if (stop.signal.aborted) return;
      change(() => openedAt(index));
      for await (const bytes of client.followLogBytes({ run, node, visit, from: index.bytes }, stop.signal))
        take(bytes);
      flush();
      if (!stop.signal.aborted) setFollowed((before) => ({ ...before, ended: true }));
    };
    follow().catch((error: unknown) => {
      if (!stop.signal.aborted) setFollowed((before) => ({ ...before, ended: true, refusal: refusalOf(error) }));
    });
    return () => stop.abort();
  }, [client, run, node, visit, change]);
  const want = useBlocks({ run, node, visit }, followed.book, change);
  return { ...followed, want };
}

function useBlocks(
  { run, node, visit }: LogPlace,
  book: LogBook,
  change: (to: (book: LogBook) => LogBook) => void,
): FollowedLog['want'] {
  const { client } = useServer();
  const asked = useRef(new Set<number>());
  useEffect(() => asked.current.clear(), [client, run, node, visit]);
  return useCallback(
    (first, last) => {
      for (const { block, from, to } of missingBlocks(book, first, last)) {
        if (asked.current.has(block)) continue;
        asked.current.add(block);
        client
          .log({ run, node, visit, from, to })
          .then((text) => change((now) => withBlock(now, block, text)))
          // A server that is away for a moment: looked at again, the lines are asked for again.
          .catch(() => undefined)
          .finally(() => asked.current.delete(block));
      }
    },
    [client, run, node, visit, book, change],
  );
}

/** Gathers what comes and passes it on once a frame: a log that pours must not freeze the page. */
function perFrame(pass: (bytes: Uint8Array, text: string) => void): {
  take: (bytes: Uint8Array) => void;
  flush: () => void;
} {
  const decoder = new TextDecoder();
  let waiting: Uint8Array[] = [];
  let frame = 0;
  const flush = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    const bytes = joined(waiting);
    waiting = [];
    if (bytes.length > 0) pass(bytes, decoder.decode(bytes, { stream: true }));
  };
  const take = (bytes: Uint8Array) => {
    waiting.push(bytes);
    if (frame === 0) frame = requestAnimationFrame(flush);
  };
  return { take, flush };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
