import { pauseAfter } from './pause.ts';
import { Refused } from './refused.ts';
import { request, type Connection } from './request.ts';
import { pathOf, routes } from './routes.ts';

/** Which log, and from which byte. Without a visit: the latest. */
export interface LogPlace {
  run: string;
  node: string;
  visit?: number | undefined;
  from?: number | undefined;
  /** Up to which byte, of a log as it stands. */
  to?: number | undefined;
}

/**
 * A step's log as text, from byte `from` until the step ends or `signal` aborts. A character cut in two comes whole.
 * @throws Refused when there is no such step
 */
export async function* followLog(connection: Connection, place: LogPlace, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of followLogBytes(connection, place, signal)) yield decoder.decode(chunk, { stream: true });
}

/** The same in bytes. A cut connection goes on at the byte it reached: nothing comes twice or is missed. */
export async function* followLogBytes(
  connection: Connection,
  place: LogPlace,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let from = place.from ?? 0;
  for (let failures = 0; !signal.aborted;) {
    try {
      for await (const chunk of chunksOf(connection, { ...place, from }, signal)) {
        from += chunk.byteLength;
        failures = 0;
        yield chunk;
      }
      return;
    } catch (error) {
      if (error instanceof Refused && !error.passing) throw error;
    }
    failures += 1;
    await pauseAfter(failures, signal);
  }
}

async function* chunksOf(connection: Connection, place: LogPlace, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { visit, from } = place;
  const path = pathOf(routes.log, { run: place.run, node: place.node });
  const response = await request(connection, path, { query: { visit, from, follow: 1 }, accept: 'text/plain', signal });
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
