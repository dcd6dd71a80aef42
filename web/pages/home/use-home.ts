import { useEffect, useReducer, useState } from 'react';
import type { Refusal } from '../../../src/api/shapes.ts';
import { refusalOf } from '../../components/use-call.ts';
import { homeAfter, unknownHome, type HomeLive } from '../../live/home-live.ts';
import { useServer } from '../../server.tsx';

/** Home, live: loaded anew whenever the connection opens, with every change on top. */
export function useHome(): { live: HomeLive; refusal: Refusal | undefined } {
  const { client, refused } = useServer();
  const [live, tell] = useReducer(homeAfter, unknownHome);
  const [refusal, setRefusal] = useState<Refusal>();
  useEffect(() => {
    const stop = new AbortController();
    let opening = 0;
    const load = (mine: number) =>
      client
        .home()
        // A later opening asks again; an answer from before it would be outdated.
        .then((home) => mine === opening && !stop.signal.aborted && tell({ type: 'loaded', home }))
        .catch((error: unknown) => mine === opening && setRefusal(refusalOf(error)));
    const follow = async () => {
      const changes = client.changes(undefined, stop.signal, (link) => {
        tell({ type: 'link', link });
        if (link.state === 'lost') return;
        setRefusal(undefined);
        void load(++opening);
      });
      for await (const change of changes) tell({ type: 'change', change });
    };
    follow().catch((error: unknown) => {
      if (!refused(error)) setRefusal(refusalOf(error));
    });
    return () => stop.abort();
  }, [client, refused]);
  return { live, refusal };
}
