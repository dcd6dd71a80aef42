import { useCallback, useEffect, useReducer, useState } from 'react';
import { Refused } from '../../../src/api/client.ts';
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
  const { client, refused } = useServer();
  const [live, tell] = useReducer(runAfter, unknownRun);
  const [refusal, setRefusal] = useState<Refusal>();
  useEffect(() => {
    const stop = new AbortController();
    setRefusal(undefined);
    const follow = async () => {
      const changes = client.changes(id, stop.signal, (link) => tell({ type: 'link', link }));
      for await (const change of changes) tell({ type: 'change', change });
    };
    // The stream tells a run that there is; whether there is one, only this says.
    const ask = async () => tell({ type: 'answer', run: await client.run(id) });
    const fail = (error: unknown) => {
      const passing = error instanceof Refused && error.passing;
      if (!stop.signal.aborted && !passing && !refused(error)) setRefusal(refusalOf(error));
    };
    follow().catch(fail);
    ask().catch(fail);
    return () => stop.abort();
  }, [client, refused, id]);
  const answered = useCallback((run: RunView) => tell({ type: 'answer', run }), []);
  return { live, refusal, answered };
}
