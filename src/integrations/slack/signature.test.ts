import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { isSignedBySlack } from './signature.ts';
import { readSlackClick } from './click.ts';

// The example that Slack publishes.
const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const TIMESTAMP = '1531420618';
const NOW = Number(TIMESTAMP);
const BODY =
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
const SIGNATURE = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503';

test("Slack's own example holds", () => {
  expect(isSignedBySlack({ timestamp: TIMESTAMP, signature: SIGNATURE, body: BODY }, SECRET, NOW)).toBe(true);
});

test.each([
  ['another body', { body: `${BODY}&x=1` }, NOW],
  ['another timestamp', { timestamp: String(NOW + 1) }, NOW],
  ['no signature', { signature: undefined }, NOW],
  ['no timestamp', { timestamp: undefined }, NOW],
  ['a timestamp that is no number', { timestamp: '1531420618.5' }, NOW],
  ['a shorter signature', { signature: SIGNATURE.slice(0, -1) }, NOW],
  ['more than five minutes old', {}, NOW + 301],
  ['more than five minutes ahead', {}, NOW - 301],
])('%s does not', (_what, change, now) => {
  expect(isSignedBySlack({ timestamp: TIMESTAMP, signature: SIGNATURE, body: BODY, ...change }, SECRET, now)).toBe(
    false,
  );
});

test('a click on a review says who, which and what', () => {
  expect(readSlackClick(signed(payload()), SECRET)).toEqual({
    user: 'U2CERLKJA',
    run: 'shop-7',
    node: 'REVIEW',
    decision: 'approved',
    responseUrl: 'https://hooks.slack.com/actions/1/2/3',
  });
});

test.each([
  ['another kind of interaction', payload({ type: 'view_submission' })],
  ['another button', payload({ actions: [{ action_id: 'shipchart-open' }] })],
  ['a pointer that is none', payload({ actions: [{ action_id: 'shipchart-approve', value: '{"run":7}' }] })],
  ['no JSON', 'payload={'],
  ['nothing', ''],
])('%s is no click', (_what, body) => {
  expect(readSlackClick(signed(body), SECRET)).toBeUndefined();
});

function payload(change: object = {}): string {
  const value = JSON.stringify({ run: 'shop-7', node: 'REVIEW' });
  const whole = {
    type: 'block_actions',
    user: { id: 'U2CERLKJA', name: 'roadrunner' },
    response_url: 'https://hooks.slack.com/actions/1/2/3',
    actions: [{ action_id: 'shipchart-approve', value, action_ts: '1531420618.1' }],
    ...change,
  };
  return new URLSearchParams({ payload: JSON.stringify(whole) }).toString();
}

function signed(body: string) {
  const signature = `v0=${createHmac('sha256', SECRET).update(`v0:${TIMESTAMP}:${body}`).digest('hex')}`;
  const headers: Record<string, string> = { 'x-slack-request-timestamp': TIMESTAMP, 'x-slack-signature': signature };
  return { header: (name: string) => headers[name], body, nowSeconds: NOW };
}
