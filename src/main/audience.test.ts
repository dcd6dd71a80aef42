import { expect, test } from 'vitest';
import { lanesOf, lanesOfIncident } from './audience.ts';
import { integrations } from './integrations.ts';

const NO_RULES = { failures: [], deliveries: [], quietRepeatsMs: 0 };
const SECRET = { env: 'NOWHERE' };
const SLACK = { slack: { token: SECRET } };
const MAIL = { mail: { host: 'mail.test', from: 'ship@here.test' } };
const PEOPLE = {
  ada: { groups: ['seniors'], mail: 'ada@here.test', slack: 'U024BE7LH' },
  bob: { groups: ['seniors'], mail: 'bob@here.test' },
  cy: { groups: [] },
};

test.each([
  ['a channel', ['#deploys'], ['slack #deploys']],
  ['a mail address', ['team@here.test'], ['mail team@here.test']],
  ['a person, on Slack where they are known there', ['ada'], ['slack U024BE7LH']],
  ['a person, else by mail', ['bob'], ['mail bob@here.test']],
  ['a person whom nothing reaches', ['cy'], []],
  ['nobody we know', ['eve'], []],
  ['a group, each member their own way', ['seniors'], ['slack U024BE7LH', 'mail bob@here.test']],
  [
    'everybody once',
    ['bob', 'seniors', '#deploys', '#deploys'],
    ['mail bob@here.test', 'slack U024BE7LH', 'slack #deploys'],
  ],
])('%s', (_who, to, expected) => {
  expect(told(to, { ...SLACK, ...MAIL })).toEqual(expected);
});

test('without Slack and mail, nothing leaves', () => {
  expect(told(['ada', '#deploys', 'team@here.test'], {})).toEqual([]);
});

test("Slack's channel hears everything, incidents too", () => {
  const all = { slack: { token: SECRET, channel: '#deploys' } };
  expect(told(['bob'], { ...all, ...MAIL })).toEqual(['mail bob@here.test', 'slack #deploys']);
  const known = {
    people: PEOPLE,
    notify: NO_RULES,
    integrations: integrations.parse({ ...all, pagerduty: { 'routing-key': SECRET } }),
  };
  expect(lanesOfIncident(known)).toEqual([
    { medium: 'pagerduty', recipient: 'on-call' },
    { medium: 'slack', recipient: '#deploys' },
  ]);
});

function told(to: readonly string[], configured: object): string[] {
  const lanes = lanesOf(to, { people: PEOPLE, notify: NO_RULES, integrations: integrations.parse(configured) });
  return lanes.map(({ medium, recipient }) => `${medium} ${recipient}`);
}
