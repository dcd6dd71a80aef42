import { pauseAfter } from './pause.ts';
import { Refused } from './refused.ts';
import { request, type Connection } from './request.ts';
import { routes } from './routes.ts';
import { serverSent } from './server-sent.ts';
import type { Change } from './shapes.ts';

/** `open`: what is told from here on begins with the present state. `lost`: what was told may be outdated until the next `open`. */
export type Link = { state: 'open' } | { state: 'lost'; failures: number };

/**
 * Every change, of one run or of everything, until `signal` aborts. A cut connection is made again without end; each new one begins with the
 * present state and with what ended since the last event that was heard, so nothing is missed. `onLink` hears of both, before the changes that
 * follow.
 * @throws Refused when the server says that asking again is no use (no such run, not allowed)
 */
export async function* followChanges(
  connection: Connection,
  run: string | undefined,
  signal: AbortSignal,
  onLink: (link: Link) => void = () => undefined,
): AsyncGenerator<Change> {
  let since: string | undefined;
  for (let failures = 0; !signal.aborted;) {
    try {
      const asked = { query: { run, since }, accept: 'text/event-stream', signal };
      const response = await request(connection, routes.changes, asked);
      onLink({ state: 'open' });
      failures = 0;
      if (response.body) {
        for await (const { data, id } of serverSent(response.body)) {
          since = id ?? since;
          yield JSON.parse(data) as Change;
        }
      }
    } catch (error) {
      if (error instanceof Refused && !error.passing) throw error;
    }
    if (signal.aborted) return;
    failures += 1;
    onLink({ state: 'lost', failures });
    await pauseAfter(failures, signal);
  }
}
