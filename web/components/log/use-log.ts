import { useEffect, useState } from 'react';
import type { LogPlace } from '../../../src/api/client.ts';
import type { Refusal } from '../../../src/api/shapes.ts';
import { emptyLog, grown, type LogLines } from '../../live/log-lines.ts';
import { useServer } from '../../server.tsx';
import { refusalOf } from '../use-call.ts';

export interface FollowedLog {
  log: LogLines;
  ended: boolean;
  refusal: Refusal | undefined;
}

/** A step's log from its beginning, growing until the step ends. */
export function useLog({ run, node, visit }: LogPlace): FollowedLog {
  const { client } = useServer();
  const [followed, setFollowed] = useState<FollowedLog>({ log: emptyLog, ended: false, refusal: undefined });
  useEffect(() => {
    const stop = new AbortController();
    setFollowed({ log: emptyLog, ended: false, refusal: undefined });
    const { take, flush } = perFrame((text) => setFollowed((before) => ({ ...before, log: grown(before.log, text) })));
    const follow = async () => {
      for await (const text of client.followLog({ run, node, visit }, stop.signal)) take(text);
      flush();
      if (!stop.signal.aborted) setFollowed((before) => ({ ...before, ended: true }));
    };
    follow().catch((error: unknown) => {
      if (!stop.signal.aborted) setFollowed((before) => ({ ...before, ended: true, refusal: refusalOf(error) }));
    });
    return () => stop.abort();
  }, [client, run, node, visit]);
  return followed;
}

/** Gathers text and passes it on once a frame: a log that pours must not freeze the page. */
function perFrame(pass: (text: string) => void): { take: (text: string) => void; flush: () => void } {
  let waiting = '';
  let frame = 0;
  const flush = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    const text = waiting;
    waiting = '';
    if (text !== '') pass(text);
  };
  const take = (text: string) => {
    waiting += text;
    if (frame === 0) frame = requestAnimationFrame(flush);
  };
  return { take, flush };
}
