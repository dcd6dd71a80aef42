import { useCallback, useEffect, useReducer, useState } from 'react';
import type { Refusal, RunView } from '../../../src/api/shapes.ts';
import { refusalOf } from '../../components/use-call.ts';
import { runAfter, unknownRun, type RunLive } from '../../live/run-live.ts';
import { useServer } from '../../server.tsx';

interface FollowedRun {
  live: RunLive;
  refusal: Refusal | undefined;
  /** Takes in the run that the server answered with. */
  answered: (run: RunView) => void;
}

/** A run, live. */
export function useRun(id: string): FollowedRun {
  const { client } = useServer();
  const [live, tell] = useReducer(runAfter, unknownRun);
  const [refusal, setRefusal] = useState<Refusal>();
  useEffect(() => {
    const stop = new AbortController();
    setRefusal(undefined);
    const follow = async () => {
      const changes = client.changes(id, stop.signal, (link) => tell({ type: 'link', link }));
      for await (const change of changes) tell({ type: 'change', change });
    };
    follow().catch((error: unknown) => setRefusal(refusalOf(error)));
    return () => stop.abort();
  }, [client, id]);
  const answered = useCallback((run: RunView) => tell({ type: 'answer', run }), []);
  return { live, refusal, answered };
}

/** The run's drawing; it never changes, since a run freezes its document. */
export function useChart(id: string): { svg: string | undefined; refusal: Refusal | undefined } {
  const { client } = useServer();
  const [svg, setSvg] = useState<string>();
  const [refusal, setRefusal] = useState<Refusal>();
  useEffect(() => {
    let left = false;
    client
      .chart(id)
      .then((text) => !left && setSvg(text))
      .catch((error: unknown) => !left && setRefusal(refusalOf(error)));
    return () => {
      left = true;
    };
  }, [client, id]);
  return { svg, refusal };
}
