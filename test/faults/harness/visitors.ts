import { Agent, request } from 'undici';

/** One answer that a visitor got: which version gave it, and when the visitor asked and heard. */
export interface Visit {
  askedAt: number;
  heardAt: number;
  version: string;
  status: number;
}

export interface Visitors {
  visits: readonly Visit[];
  /** Requests without an answer: the host was not there. */
  unanswered(): number;
  stop(): Promise<void>;
}

const ANSWER_MS = 10_000;
const AT_ONCE = 4;

/** Asks `url` which version answers, about `perSecond` times a second, until stopped. */
export function sendVisitors(url: string, perSecond: number): Visitors {
  const visits: Visit[] = [];
  const agent = new Agent({ connections: AT_ONCE });
  const over = new AbortController();
  let unanswered = 0;
  const walking = Array.from({ length: AT_ONCE }, async () => {
    while (!over.signal.aborted) {
      const askedAt = Date.now();
      try {
        const { statusCode, body, headers } = await request(url, {
          dispatcher: agent,
          bodyTimeout: ANSWER_MS,
          headersTimeout: ANSWER_MS,
        });
        await body.text();
        visits.push({ askedAt, heardAt: Date.now(), version: String(headers['x-version'] ?? ''), status: statusCode });
      } catch {
        unanswered += 1;
      }
      await pauseUntil(askedAt + (1_000 * AT_ONCE) / perSecond);
    }
  });
  return {
    visits,
    unanswered: () => unanswered,
    async stop() {
      over.abort();
      await Promise.all(walking);
      await agent.close();
    },
  };
}

function pauseUntil(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(time - Date.now(), 0)));
}
