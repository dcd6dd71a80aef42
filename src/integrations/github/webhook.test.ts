import examples from '@octokit/webhooks-examples/api.github.com/index.json' with { type: 'json' };
import { sign } from '@octokit/webhooks-methods';
import { describe, expect, test } from 'vitest';
import { isSignedByGitHub } from './signature.ts';
import { readWebhook } from './webhook.ts';

const HELLO = 'Octocat/Hello-World';
const COMMIT = 'a'.repeat(40);

interface Example {
  name: string;
  examples: { repository?: { full_name?: string }; sender?: { login: string } }[];
}
const every = (examples as unknown as Example[]).flatMap(({ name, examples: payloads }) =>
  payloads.map((payload) => ({ name, payload })),
);

describe('a webhook', () => {
  test('every payload that GitHub publishes is taken or ignored with a reason, signed and not when altered', async () => {
    expect(every.length).toBeGreaterThan(300);
    const types = new Map<string, number>();
    for (const { name, payload } of every) {
      const news = readWebhook(name, payload, payload.repository?.full_name ?? HELLO);
      types.set(news.type, (types.get(news.type) ?? 0) + 1);
      if (news.type === 'ignored') expect(news.reason).toMatch(/\.$/);
      else expect(news.by).toBe(payload.sender?.login);
      if (name === 'push') expect(['moved', 'deleted']).toContain(news.type);
      const body = JSON.stringify(payload);
      const signature = await sign('key', body);
      expect(await isSignedByGitHub(body, signature, 'key')).toBe(true);
      expect(await isSignedByGitHub(`${body} `, signature, 'key')).toBe(false);
    }
    expect([...types.keys()].toSorted()).toEqual(['deleted', 'ignored', 'moved', 'proposed']);
  });

  test("the vector in GitHub's documentation holds; other schemes and no signature do not", async () => {
    const [secret, body] = ["It's a Secret to Everybody", 'Hello, World!'];
    const hex = '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    expect(await isSignedByGitHub(body, `sha256=${hex}`, secret)).toBe(true);
    expect(await isSignedByGitHub(body, `sha1=${hex}`, secret)).toBe(false);
    expect(await isSignedByGitHub(body, hex, secret)).toBe(false);
    expect(await isSignedByGitHub(body, undefined, secret)).toBe(false);
    expect(await isSignedByGitHub('', `sha256=${hex}`, secret)).toBe(false);
  });

  test('who moved a branch is who GitHub let do it, not who the commits name', () => {
    const push = {
      ref: 'refs/heads/main',
      after: COMMIT,
      repository: { full_name: HELLO.toLowerCase() },
      pusher: { name: 'mallory' },
      head_commit: { author: { username: 'ceo' } },
      sender: { login: 'ann' },
    };
    expect(readWebhook('push', push, HELLO)).toEqual({
      type: 'moved',
      ref: 'refs/heads/main',
      commit: COMMIT,
      by: 'ann',
    });
    expect(readWebhook('push', { ...push, after: '0'.repeat(40) }, HELLO)).toMatchObject({ type: 'deleted' });
    expect(readWebhook('push', { ...push, after: '--upload-pack=x' }, HELLO)).toMatchObject({ type: 'ignored' });
    expect(readWebhook('push', push, 'octocat/other')).toMatchObject({ type: 'ignored' });
  });

  test.each([null, 7, 'x', [], {}, { repository: null }, { repository: { full_name: 7 } }])(
    '%j is ignored',
    (payload) => {
      for (const event of ['push', 'pull_request', 'workflow_run', ''])
        expect(readWebhook(event, payload, HELLO)).toMatchObject({ type: 'ignored' });
    },
  );
});
