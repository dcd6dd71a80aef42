import { WorldFailure } from '../../ports/failure.ts';
import { escaped } from './post.ts';

const REPLIES_ORIGIN = 'https://hooks.slack.com';
const ANSWER_MS = 10_000;

/**
 * Answers a click. `everybody`: in place of the message with the buttons; `clicker`: only they see it.
 * @param address another Slack, for tests; replies go nowhere but to Slack, whatever a request says
 * @throws WorldFailure `slack-reply-lost`
 */
export async function replyToClick(
  responseUrl: string,
  to: 'everybody' | 'clicker',
  text: string,
  address?: string,
): Promise<void> {
  const allowed = new Set([REPLIES_ORIGIN, ...(address === undefined ? [] : [new URL(address).origin])]);
  const url = URL.parse(responseUrl);
  if (!url || !allowed.has(url.origin)) throw lost('its address is not Slack');
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      text: escaped(text),
      response_type: to === 'everybody' ? 'in_channel' : 'ephemeral',
      replace_original: to === 'everybody',
    }),
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch((error: unknown) => Promise.reject(lost('Slack does not answer', error)));
  if (!answer.ok) throw lost(`Slack answered ${answer.status}`);
}

/** What was decided stands; only the line about it is missing. */
function lost(why: string, cause?: unknown): WorldFailure {
  return new WorldFailure({
    code: 'slack-reply-lost',
    message: `A click could not be answered: ${why}.`,
    hint: 'The decision itself is kept, and shown on the page.',
    retry: false,
    cause,
  });
}
