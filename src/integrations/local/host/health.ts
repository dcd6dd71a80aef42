import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lane } from './lane.ts';

const ANSWER_LIMIT_MS = 2_000;
const FIRST_LOOK_MS = 25;
const SLOWEST_LOOK_MS = 250;
const SAID_LIMIT_CHARACTERS = 200;
const WARM_UP_LIMIT_MS = 30_000;
const WARM_UP_PARALLEL = 8;

/** Asks `path` once: undefined where the answer is 200, else what came instead, as half a sentence. */
export function askHealth(port: number, path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false, timeout: ANSWER_LIMIT_MS }, (answer) => {
      let said = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (said = (said + chunk).slice(0, SAID_LIMIT_CHARACTERS)));
      answer.once('close', () => {
        resolve(answer.statusCode === 200 ? undefined : `${path} answered ${answer.statusCode}: ${said.trim()}`);
      });
      answer.on('error', () => undefined);
    });
    request.once('timeout', () => request.destroy(new Error(`no answer within ${ANSWER_LIMIT_MS / 1_000} s`)));
    request.once('error', (error) => resolve(`${path} could not be asked: ${error.message}`));
  });
}

/** Asks until the answer is 200. @throws Error with what came last, after `limitMs`; AbortError when `signal` ends */
export async function untilHealthy(port: number, path: string, limitMs: number, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + limitMs;
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, SLOWEST_LOOK_MS)) {
    const said = await askHealth(port, path);
    if (said === undefined) return;
    if (performance.now() > deadline) throw new Error(`not healthy after ${limitMs / 1_000} s: ${said}`);
    await sleep(pause, undefined, { signal });
  }
}

/** Sends the warm-up requests, a few at a time, uncounted; what they answer does not matter. */
export async function warmUp(
  lane: Lane,
  order: { paths: readonly string[]; requests: number },
  signal: AbortSignal,
): Promise<void> {
  if (order.paths.length === 0) return;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(WARM_UP_LIMIT_MS)]);
  let next = 0;
  const sendInTurn = async () => {
    while (next < order.requests && !limit.aborted) {
      const path = order.paths[next++ % order.paths.length] as string;
      const answer = await lane.pool.request({ method: 'GET', path, signal: limit }).catch(() => undefined);
      await answer?.body.dump().catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: WARM_UP_PARALLEL }, sendInTurn));
}
