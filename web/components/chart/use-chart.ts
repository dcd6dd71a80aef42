import { useEffect, useState } from 'react';
import type { Refusal } from '../../../src/api/shapes.ts';
import { useServer } from '../../server.tsx';
import { refusalOf } from '../use-call.ts';

/** The run's drawing; it never changes, since a run freezes its document. Asked for again when the connection is back. */
export function useChart(id: string, linked: boolean): { svg: string | undefined; refusal: Refusal | undefined } {
  const { client } = useServer();
  const [svg, setSvg] = useState<string>();
  const [refusal, setRefusal] = useState<Refusal>();
  const wanted = linked && svg === undefined;
  useEffect(() => {
    if (!wanted) return;
    let left = false;
    setRefusal(undefined);
    client
      .chart(id)
      .then((text) => !left && setSvg(text))
      .catch((error: unknown) => !left && setRefusal(refusalOf(error)));
    return () => {
      left = true;
    };
  }, [client, id, wanted]);
  return { svg, refusal };
}
