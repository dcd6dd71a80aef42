import { expect, test } from 'vitest';
import type { Run } from '../engine/run.ts';
import { createHerald } from './herald.ts';
import { integrations } from './integrations.ts';

const SECRET = { env: 'NOWHERE' };
const known = {
  people: { dana: { groups: [], mail: 'dana@here.test' } },
  integrations: integrations.parse({
    slack: { token: SECRET },
    mail: { host: 'mail.test', from: 'ship@here.test' },
    pagerduty: { 'routing-key': SECRET },
  }),
  notify: { failures: ['author', '#ci'], deliveries: ['#deploys'], quietRepeatsMs: 60_000 },
};
const herald = createHerald(known, (runId) => `http://here.test/runs/${runId}`);

const RUN = {
  id: 'shop-7',
  project: 'shop',
  startedBy: 'dana',
  commit: { subject: 'Sell tea' },
  endingReason: 'UNIT ended fail',
};
const ended = (ending: string) => herald.ended({ ...RUN, ending } as unknown as Run);

test.each(['failed', 'rolled back', 'rejected'])('a run that is %s is told to the operators of that rule', (ending) => {
  expect(ended(ending)).toMatchObject([
    { medium: 'mail', recipient: 'dana@here.test', quietMs: 0 },
    { medium: 'slack', recipient: '#ci', quietMs: 60_000, topic: `shop:${ending}`, conversation: 'shop-7' },
  ]);
});

test('a delivery is told to others, and what nobody needs to hear is told to none', () => {
  expect(ended('delivered').map(({ recipient }) => recipient)).toEqual(['#deploys']);
  for (const ending of ['cancelled', 'superseded', 'checked']) expect(ended(ending)).toEqual([]);
});

test('each try of a run is told of its own', () => {
  const again = herald.ended({ ...RUN, ending: 'failed', retries: { count: 2, by: 'dana', at: 0 } } as unknown as Run);
  expect(new Set([...again, ...ended('failed')].map(({ key }) => key)).size).toBe(2);
});

test('a rollout is kept beside incidents, in the lane that they take', () => {
  const release = { id: 'shop@1a2b3c4', services: {}, commit: '1a2b3c4d', runId: 'shop-7' };
  const [letter, ...more] = herald.wentLive('production', { release, colour: 'green' }, 5);
  expect(more).toEqual([]);
  expect(letter).toMatchObject({
    medium: 'pagerduty',
    recipient: 'on-call',
    message: { type: 'rolled-out', rollout: { environment: 'production', release: 'shop@1a2b3c4', at: 5 } },
  });
});
