import { useEffect, useState } from 'react';
import type { Client } from '../../src/api/client.ts';
import type { Refusal } from '../../src/api/shapes.ts';
import { useServer } from '../server.tsx';
import { refusalOf } from './use-call.ts';

interface Asked<Answer> {
  answer: Answer | undefined;
  refusal: Refusal | undefined;
}

/**
 * What the server answers to a question, asked again whenever `key` changes. The last answer stays until the next is there, so that nothing
 * jumps. Without a key nothing is asked.
 */
export function useAsked<Answer>(key: string | undefined, ask: (client: Client) => Promise<Answer>): Asked<Answer> {
  const { client } = useServer();
  const [asked, setAsked] = useState<Asked<Answer>>({ answer: undefined, refusal: undefined });
  useEffect(() => {
    if (key === undefined) return;
    let left = false;
    ask(client)
      .then((answer) => !left && setAsked({ answer, refusal: undefined }))
      .catch((error: unknown) => !left && setAsked((before) => ({ ...before, refusal: refusalOf(error) })));
    return () => {
      left = true;
    };
    // `ask` is made anew with each drawing; what it asks is what `key` says.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [client, key]);
  return asked;
}
