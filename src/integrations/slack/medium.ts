import { ErrorCode, WebClient, type WebAPICallError } from '@slack/web-api';
import type { Json } from '../../lib/json.ts';
import { WorldFailure } from '../../ports/failure.ts';
import type { Medium } from '../../ports/medium.ts';
import { postOf } from './post.ts';

const ANSWER_MS = 10_000;
/** What no later try mends: only a person does. */
const FOR_GOOD = new Set([
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'invalid_blocks',
  'msg_too_long',
  'no_text',
  'user_not_found',
  'cannot_dm_bot',
]);

export interface SlackSettings {
  /** A bot token with `chat:write`; asked for anew at each use. */
  token(): Promise<string>;
  /** For tests. */
  address?: string | undefined;
}

interface Thread {
  channel: string;
  ts: string;
}

/**
 * Slack's chat. Each run is one message in a channel: later letters are replies beneath it, and the message itself says how the run stands now.
 * At least once: Slack has no documented key, so a crash between post and answer may repeat a line.
 */
export function createSlack(settings: SlackSettings): Medium {
  return {
    name: 'slack',
    deliver: async ({ recipient, message, thread }): Promise<Json> => {
      const client = await connect(settings);
      const post = postOf(message);
      const root = thread as unknown as Thread | undefined;
      try {
        // First what may be repeated: were it second, its failure would post the reply again.
        if (root) await client.chat.update({ channel: root.channel, ts: root.ts, ...post });
        const reply = {
          channel: root?.channel ?? recipient,
          ...post,
          ...(root ? { thread_ts: root.ts } : {}),
          unfurl_links: false,
          unfurl_media: false,
        };
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- Slack's method, not a window's
        const posted = await client.chat.postMessage(reply);
        return { channel: posted.channel ?? recipient, ts: posted.ts ?? '' };
      } catch (error) {
        throw asFailure(error as WebAPICallError, recipient);
      }
    },
    examine: async () => {
      const client = await connect(settings);
      const {
        team,
        user,
        response_metadata: about,
      } = await client.auth.test().catch((error: unknown) => {
        throw asFailure(error as WebAPICallError, 'anybody');
      });
      const scopes = about?.scopes;
      if (scopes && !scopes.includes('chat:write')) throw withoutScope();
      return `answers as ${user ?? 'a bot'} of ${team ?? 'its workspace'}`;
    },
  };
}

function withoutScope(): WorldFailure {
  const message = 'The bot token may not post: it lacks the scope chat:write.';
  return failure(
    new Error(message),
    'slack-refused',
    message,
    'Add it under OAuth & Permissions, and reinstall the app.',
    false,
  );
}

/** Its own retries are off: the outbox retries, in order and beyond a restart. */
async function connect({ token, address }: SlackSettings): Promise<WebClient> {
  return new WebClient(await token(), {
    ...(address === undefined ? {} : { slackApiUrl: address }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: ANSWER_MS,
    allowAbsoluteUrls: false,
    logger: SILENT,
  });
}

function asFailure(error: WebAPICallError, recipient: string): WorldFailure {
  if (error.code === ErrorCode.RateLimitedError)
    return failure(error, 'slack-busy', 'Slack asks for a pause.', 'It is tried again.', true, error.retryAfter * 1000);
  if (error.code !== ErrorCode.PlatformError)
    return failure(error, 'slack-unreachable', 'Slack does not answer.', 'It is tried again.', true);
  const said = error.data.error;
  // A page of some proxy's, which the client passes on as if it were Slack's word.
  if (!/^\w+$/.test(said))
    return failure(error, 'slack-unreachable', 'Slack does not answer.', 'It is tried again.', true);
  return failure(
    error,
    'slack-refused',
    `Slack refuses to post to ${recipient}: ${said}.`,
    HINTS[said] ?? 'See `integrations.slack` in shipchart.yaml.',
    !FOR_GOOD.has(said),
  );
}

const HINTS: Readonly<Record<string, string>> = {
  channel_not_found: 'Is there such a channel, and is the app in it?',
  not_in_channel: 'Invite the app to the channel: /invite @shipchart.',
  missing_scope: 'The app needs the scope chat:write.',
  invalid_auth: 'The bot token is not valid (any more).',
  token_revoked: 'The bot token was revoked.',
};

function failure(
  cause: Error,
  code: string,
  message: string,
  hint: string,
  retry: boolean,
  retryAfterMs?: number,
): WorldFailure {
  return new WorldFailure({ code, message, hint, retry, retryAfterMs, cause });
}

/** What it would log is in the failure; its debug lines would show tokens. */
const SILENT = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => 'error' as never,
  setName: () => {},
};
