import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebClient } from '@slack/web-api';
import { createEmulator } from 'emulate';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Notice } from '../../ports/notifier.ts';
import { createSlack } from './medium.ts';
import { postOf } from './post.ts';

const TOKEN = 'xoxb-1234-tests';

const NOTICE: Notice = {
  key: 'shop-7:NOTIFY:1:LINT',
  project: 'shop',
  runId: 'shop-7',
  to: ['#general'],
  tone: 'bad',
  title: 'shop-7: Lint: fail',
  body: '3 problems',
  link: 'http://here.test/runs/shop-7#LINT',
};

describe('on a Slack that runs here', () => {
  let slack: Awaited<ReturnType<typeof createEmulator>>;
  beforeAll(async () => {
    slack = await createEmulator({ service: 'slack', port: await freePort() });
  });
  afterAll(() => slack.close());

  const medium = () => createSlack({ token: async () => TOKEN, address: `${slack.url}/api/` });
  const client = () => new WebClient(TOKEN, { slackApiUrl: `${slack.url}/api/` });

  test("a run's first notice is a message, later ones are replies, and the message says how it stands", async () => {
    const channel = await channelNamed('general');
    const first = (await deliver(NOTICE, channel)) as { channel: string; ts: string };
    const later = { ...NOTICE, key: 'shop-7:NOTIFY:1:LIVE', tone: 'good' as const, title: 'shop-7 is delivered' };
    await deliver(later, channel, first);
    const thread = await client().conversations.replies({ channel: first.channel, ts: first.ts });
    expect(thread.messages?.map(({ text }) => text)).toEqual(['shop-7 is delivered', 'shop-7 is delivered']);
    const roots = await client().conversations.history({ channel: first.channel });
    expect(roots.messages?.filter(({ text }) => text?.startsWith('shop-7'))).toHaveLength(1);
  });

  test('a channel that is not there is refused for good', async () => {
    await expect(deliver(NOTICE, 'C000000404')).rejects.toMatchObject({
      code: 'slack-refused',
      retry: false,
      message: expect.stringContaining('channel_not_found'),
    });
  });

  test('a doctor is told who answers', async () => {
    expect(await medium().examine()).toMatch(/^answers as \S.* of \S/);
  });

  async function channelNamed(name: string): Promise<string> {
    const { channels } = await client().conversations.list();
    const id = channels?.find((each) => each.name === name)?.id;
    if (id === undefined) throw new Error(`no channel ${name}`);
    return id;
  }

  function deliver(notice: Notice, recipient: string, thread?: object) {
    const letter = { key: notice.key, recipient, message: { type: 'notice' as const, notice } };
    const beneath = thread === undefined ? {} : { thread: thread as never };
    return medium().deliver({ ...letter, ...beneath }, AbortSignal.timeout(10_000));
  }
});

describe('when Slack is in trouble', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  test.each([
    ['too many', 429, { 'retry-after': '7' }, '', { code: 'slack-busy', retry: true, retryAfterMs: 7_000 }],
    ['an error of its own', 500, {}, 'oops', { code: 'slack-unreachable', retry: true }],
    [
      'a token that was revoked',
      200,
      {},
      '{"ok":false,"error":"token_revoked"}',
      { code: 'slack-refused', retry: true },
    ],
    ['a page instead of an answer', 200, {}, '<html>', { code: 'slack-unreachable', retry: true }],
  ])('%s', async (_what, status, headers, body, expected) => {
    let asked = 0;
    server = createServer((_request, response) => {
      asked += 1;
      response.writeHead(status, headers).end(body);
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
    const medium = createSlack({ token: async () => TOKEN, address });
    const letter = { key: 'k', recipient: 'C1', message: { type: 'notice' as const, notice: NOTICE } };
    const failed = await medium.deliver(letter, AbortSignal.timeout(10_000)).catch((error: unknown) => error);
    expect(failed).toMatchObject(expected);
    expect(String(failed) + JSON.stringify(failed)).not.toContain(TOKEN);
    // The outbox tries again; a client that does too would post twice.
    expect(asked).toBe(1);
  });
});

test('nothing from a commit mentions, links or formats', () => {
  const { text, blocks } = postOf({
    type: 'notice',
    notice: { ...NOTICE, title: '<!channel> *now* & <@U1>', body: '`rm` <https://evil.test|here>' },
  });
  const written = JSON.stringify(blocks[0]);
  expect(text).not.toContain('<!channel>');
  expect(written).not.toMatch(/<[!@#h]/);
  expect(written).not.toContain('*now*');
});

test('only a review has buttons to answer with, and they point at it', () => {
  const asked = postOf({ type: 'notice', notice: { ...NOTICE, question: { node: 'REVIEW' } } });
  const buttons = JSON.parse(JSON.stringify(asked.blocks[1])) as { elements: { action_id: string; value?: string }[] };
  expect(buttons.elements.map(({ action_id }) => action_id)).toEqual([
    'shipchart-approve',
    'shipchart-reject',
    'shipchart-open',
  ]);
  expect(JSON.parse(buttons.elements[0]?.value ?? '')).toEqual({ run: 'shop-7', node: 'REVIEW' });
  expect(JSON.stringify(postOf({ type: 'notice', notice: NOTICE }).blocks)).not.toContain('approve');
});

test('what is too long for a block is cut', () => {
  const { blocks } = postOf({ type: 'notice', notice: { ...NOTICE, body: 'x'.repeat(10_000) } });
  const [section] = blocks as { text: { text: string } }[];
  expect(section?.text.text.length).toBeLessThanOrEqual(3_000);
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
