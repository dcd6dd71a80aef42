import { useState } from 'react';
import { Refused } from '../../src/api/client.ts';
import type { Refusal } from '../../src/api/shapes.ts';

export interface Call {
  underWay: boolean;
  refusal: Refusal | undefined;
  /** Makes the call; a second one while the first is under way is not made. */
  make: (call: () => Promise<unknown>) => void;
}

/** One call at a time of something that a person asked for, and what the server said when it refused. */
export function useCall(): Call {
  const [underWay, setUnderWay] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const make = (call: () => Promise<unknown>) => {
    if (underWay) return;
    setUnderWay(true);
    setRefusal(undefined);
    void call()
      .catch((error: unknown) => setRefusal(refusalOf(error)))
      .finally(() => setUnderWay(false));
  };
  return { underWay, refusal, make };
}

/** What to tell a person about an error, whatever it is. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refused) return error.refusal;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'page', message, hint: 'Reload the page.' };
}
