import { createHmac } from 'node:crypto';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { answerStep, endStepOf } from '../../test/support/answer-step.ts';
import { documentOf, sketchDelivery } from '../../test/support/delivery.ts';
import { eventually } from '../../test/support/eventually.ts';
import { serverOn } from '../../test/support/services.ts';
import { NOW } from '../../test/support/step-context.ts';
import { freshDirectory, pushOf, storeForFile } from '../../test/support/store.ts';
import { routes } from '../api/routes.ts';
import { readSlackClick } from '../integrations/slack/click.ts';

const given = storeForFile();
const SECRET = 'signing-secret';
const REVIEW = {
  kind: 'review',
  settings: { by: 'seniors', count: 1, timeout: '24h' },
  waitsForPeople: true,
  outcomes: [
    { name: 'approved', way: 'forward' },
    { name: 'rejected', way: 'failure' },
  ],
} as const;
const DOCUMENT = documentOf(sketchDelivery({ LINT: {}, ASK: REVIEW, LAST: {} }, ['LINT -> ASK', 'ASK -> LAST']));
/** Member IDs on Slack. */
const PEOPLE: Readonly<Record<string, string>> = { U00000ADA: 'ada', U00000BOB: 'bob', U0MALLORY: 'mallory' };

let server: ReturnType<typeof serverOn>;
let said: string[] = [];
beforeAll(() => {
  server = serverOn(given.store, freshDirectory(), DOCUMENT, {
    chat: {
      readClick: async (request) => {
        const click = readSlackClick(request, SECRET);
        const name = PEOPLE[click?.user ?? ''];
        const groups = name === 'mallory' ? [] : ['seniors'];
        return (
          click && {
            ...click,
            person: name === undefined ? undefined : { name, groups },
            reply: async (to, text) => void said.push(`${to}: ${text}`),
          }
        );
      },
    },
  });
});
beforeEach(() => void (said = []));

test('a click of somebody in the group approves, and everybody reads it', async () => {
  const run = await waitingRun();
  expect((await click(run, 'U00000BOB')).status).toBe(200);
  await eventually(() => said.length > 0);
  expect(said).toEqual([`everybody: ${run}: approved by bob.`]);
  expect((await given.store.run(run))?.steps['ASK']?.signals).toMatchObject([
    { name: 'answer', by: 'bob', data: { decision: 'approved' } },
  ]);
});

test.each([
  ['who started the run', 'U00000ADA', /nobody reviews their own/],
  ['who is not in the group', 'U0MALLORY', /mallory is not in seniors/],
  ['a stranger', 'U0STRANGE', /your ID/],
])('the click of %s changes nothing, and only they read why', async (_who, user, why) => {
  const run = await waitingRun();
  expect((await click(run, user)).status).toBe(200);
  await eventually(() => said.length > 0);
  expect(said).toEqual([expect.stringMatching(/^clicker: /)]);
  expect(said[0]).toMatch(why);
  expect((await given.store.run(run))?.steps['ASK']?.signals).toEqual([]);
});

test('the click on a review that is over is told so', async () => {
  const { id: run } = await given.store.createRun(pushOf('shop'), DOCUMENT, NOW);
  await endStepOf(given.store, run, 'LINT', 'pass');
  await endStepOf(given.store, run, 'ASK', 'approved');
  await click(run, 'U00000BOB');
  await eventually(() => said.length > 0);
  expect(said[0]).toMatch(/^clicker: .*does not wait/);
});

test('what the chat did not sign is refused', async () => {
  const run = await waitingRun();
  const answer = await click(run, 'U00000BOB', 'another secret');
  expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'not-signed' }]);
  expect((await given.store.run(run))?.steps['ASK']?.signals).toEqual([]);
  expect(said).toEqual([]);
});

test('where no chat is configured, nothing answers', async () => {
  const bare = serverOn(given.store, freshDirectory(), DOCUMENT);
  expect((await bare.postRaw(routes.chatClicks, 'payload=x', {})).status).toBe(401);
});

async function waitingRun(): Promise<string> {
  const { id } = await given.store.createRun(pushOf('shop'), DOCUMENT, NOW);
  await endStepOf(given.store, id, 'LINT', 'pass');
  await answerStep(given.store, id, 'ASK', { kind: 'waiting', message: 'waits' }, NOW);
  return id;
}

function click(run: string, user: string, secret = SECRET): Promise<Response> {
  const payload = {
    type: 'block_actions',
    user: { id: user },
    response_url: 'https://hooks.slack.com/actions/1',
    actions: [{ action_id: 'shipchart-approve', value: JSON.stringify({ run, node: 'ASK' }) }],
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = String(Math.floor(NOW / 1000));
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  return server.postRaw(routes.chatClicks, body, {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signature,
  });
}
