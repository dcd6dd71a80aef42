import type { Json } from '../../lib/json.ts';
import { WorldFailure } from '../../ports/failure.ts';
import type { Letter, Medium, Message } from '../../ports/medium.ts';
import { changeOf, moveOf, triggerOf } from './event.ts';

const EVENTS_ADDRESS = 'https://events.pagerduty.com';
const ANSWER_MS = 15_000;
/** PagerDuty asks for patience without saying how long. */
const PATIENCE_MS = 30_000;
const ANSWER_CHARACTERS_MAX = 300;
const ROUTING_KEY = /^[A-Za-z0-9]{32}$/;

export interface PagerDutySettings {
  /** The integration key of a service with Events API v2; asked for anew at each use. */
  routingKey(): Promise<string>;
  /** Where events go, for accounts in another region and for tests. */
  address?: string | undefined;
}

/**
 * Opens, acknowledges and resolves incidents by the Events API v2, and tells of rollouts as changes, which wake nobody. The incident's key is the `dedup_key`, so a repeat joins the open alert; letters go out one at a time
 * and in order, so an old trigger never follows its own resolution. 202 means that PagerDuty has it, not that somebody was woken.
 */
export function createPagerDuty(settings: PagerDutySettings): Medium {
  return {
    name: 'pagerduty',
    deliver: async ({ message }: Letter, signal): Promise<Json> => {
      const said = eventOf(message);
      if (!said) return null;
      const address = new URL(said.path, settings.address ?? EVENTS_ADDRESS);
      await enqueue(address, { routing_key: await settings.routingKey(), ...said.event }, signal);
      return 'dedup_key' in said.event ? { dedupKey: said.event.dedup_key } : null;
    },
    examine: async () => {
      const key = await settings.routingKey();
      if (!ROUTING_KEY.test(key)) throw wrongKey();
      return 'has a key of the right form; whether it is valid shows with the first event, since a trial would wake somebody';
    },
  };
}

function wrongKey(): WorldFailure {
  return new WorldFailure({
    code: 'pagerduty-refused',
    message: 'The routing key does not look like one: it has 32 letters and digits.',
    hint: 'Take the integration key of a service with Events API v2.',
    retry: false,
  });
}

function eventOf(message: Message) {
  switch (message.type) {
    case 'incident':
      return { path: '/v2/enqueue', event: triggerOf(message.incident) };
    case 'incident-moved':
      return { path: '/v2/enqueue', event: moveOf(message.incident, message.move) };
    case 'rolled-out':
      return { path: '/v2/change/enqueue', event: changeOf(message.rollout, message.notice) };
    case 'notice':
      return undefined;
  }
}

async function enqueue(address: URL, event: object, signal: AbortSignal): Promise<void> {
  let response: Response;
  try {
    response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
      // A redirect would carry the routing key elsewhere.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    });
  } catch (error) {
    throw unreachable(error);
  }
  const text = (await response.text().catch(() => '')).slice(0, ANSWER_CHARACTERS_MAX);
  if (response.status === 202) return;
  throw refusal(response, text);
}

function unreachable(cause: unknown): WorldFailure {
  return new WorldFailure({
    code: 'pagerduty-unreachable',
    message: 'PagerDuty does not answer.',
    hint: "It is tried again; status.pagerduty.com says whether it is theirs, else see this server's way out.",
    retry: true,
    cause,
  });
}

function refusal({ status, headers }: Response, text: string): WorldFailure {
  const retry = status === 429 || status >= 500;
  const asked = Number(headers.get('retry-after'));
  return new WorldFailure({
    code: retry ? 'pagerduty-busy' : 'pagerduty-refused',
    message: `PagerDuty answered ${status}${text === '' ? '' : `: ${text}`}.`,
    hint: retry ? 'It is tried again.' : 'Look at `integrations.pagerduty.routing-key`: is it a key of Events API v2?',
    retry,
    retryAfterMs: status !== 429 ? undefined : asked > 0 ? asked * 1000 : PATIENCE_MS,
  });
}
