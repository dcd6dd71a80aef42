const ANSWER_MS = 2_000;
const SAID_CHARACTERS_MAX = 200;
const WARM_UP_MS = 30_000;
const WARM_UP_PARALLEL = 8;

export interface WarmUp {
  paths: readonly string[];
  requests: number;
}

/** Asks once: undefined where the answer is 200, else what came instead, as half a sentence. */
export async function askHealth(port: number, path: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      signal: AbortSignal.timeout(ANSWER_MS),
      redirect: 'manual',
    });
    const text = (await answer.text()).slice(0, SAID_CHARACTERS_MAX).trim();
    return answer.status === 200 ? undefined : `${path} answered ${answer.status}: ${text}`;
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return `${path} could not be asked: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}

/** Sends them a few at a time; what they answer does not matter. */
export async function sendWarmUp(port: number, order: WarmUp | undefined): Promise<void> {
  if (!order || order.paths.length === 0) return;
  const signal = AbortSignal.timeout(WARM_UP_MS);
  let next = 0;
  const sendInTurn = async () => {
    while (next < order.requests && !signal.aborted) {
      const path = order.paths[next++ % order.paths.length] as string;
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { signal }).catch(() => undefined);
      await answer?.arrayBuffer().catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: WARM_UP_PARALLEL }, sendInTurn));
}
