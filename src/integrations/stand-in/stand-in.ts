import type { Cdn } from '../../ports/cdn.ts';
import { WorldFailure } from '../../ports/failure.ts';
import type { Notifier } from '../../ports/notifier.ts';
import type { Pager } from '../../ports/pager.ts';
import type { Service } from './failure-plan.ts';

/** Longer than a vendor in good health ever takes. */
const ANSWER_MS_MAX = 5_000;

/** What tells people and empties caches. */
export interface Tellers {
  notifier: Notifier;
  pager: Pager;
  cdn: Cdn;
}

/**
 * Puts a vendor that fails on command in front of what tells people here: only what it has taken reaches them. Its incidents and
 * invalidations know a key again; its notices do not, as with most chats.
 */
export function throughStandIn(address: string, behind: Tellers): Tellers {
  const ask = (service: Service, key: string) => order(address, service, key);
  return {
    notifier: {
      async send(notice) {
        await ask('notices', notice.key);
        await behind.notifier.send(notice);
      },
    },
    pager: {
      async open(incident) {
        await ask('incidents', incident.key);
        return behind.pager.open(incident);
      },
    },
    cdn: {
      async invalidate(environment, paths, key) {
        await ask('invalidations', key);
        return behind.cdn.invalidate(environment, paths, key);
      },
      status: (environment, id) => behind.cdn.status(environment, id),
    },
  };
}

async function order(address: string, service: Service, key: string): Promise<void> {
  const answered = await post(`${address}/${service}`, key);
  if (answered.ok) return;
  throw new WorldFailure({
    code: 'stand-in-failed',
    message: `The stand-in for ${service} answered ${answered.status}.`,
    hint: '`shipchart stand-in heal` makes it work again.',
    retry: answered.status >= 500,
  });
}

async function post(url: string, key: string): Promise<Response> {
  try {
    const answered = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    // Read to its end, so that the connection is free for the next.
    await answered.arrayBuffer();
    return answered;
  } catch (cause) {
    throw new WorldFailure({
      code: 'stand-in-silent',
      message: `The stand-in at ${new URL(url).host} gave no answer.`,
      hint: 'Start it with `shipchart stand-in`, or take `stand-in:` out of shipchart.yaml.',
      retry: true,
      cause,
    });
  }
}
