import { expect, test } from 'vitest';
import { storeForFile } from '../../test/support/store.ts';
import type { Herald } from './herald.ts';
import type { NewIncident } from './incident.ts';

const NOW = 1_700_000_000_000;

const herald: Herald = {
  ended: () => [],
  wentLive: (environment, { release }) => [letter(`${release.id} live in ${environment}`)],
  incidentMoved: ({ runId }, move) => [letter(`${runId} ${move.type} by ${move.by}`)],
};
const given = storeForFile({ herald });

test('it is acknowledged once and over once, each told by one letter; what comes late changes nothing', async () => {
  const { store } = given;
  await store.openIncident(incident('shop-1'), NOW);
  await store.openIncident({ ...incident('shop-1'), title: 'a repeat' }, NOW + 1);
  const move = { type: 'acknowledged', by: 'ada' } as const;
  expect(await store.moveIncidents('shop-1', move, NOW + 2)).toMatchObject([
    { title: 'errors', acknowledgedBy: 'ada' },
  ]);
  expect(await store.moveIncidents('shop-1', { ...move, by: 'bob' }, NOW + 3)).toEqual([]);
  await store.moveIncidents('shop-1', { type: 'resolved', by: 'ada', reason: 'a typo' }, NOW + 4);
  await store.moveIncidents('shop-1', { type: 'resolved', by: 'eve', reason: 'mine' }, NOW + 5);
  await store.openIncident(incident('shop-1'), NOW + 6);
  expect(await store.incidentsOf('shop-1')).toEqual([
    {
      ...incident('shop-1'),
      openedAt: NOW,
      acknowledgedAt: NOW + 2,
      acknowledgedBy: 'ada',
      resolvedAt: NOW + 4,
      resolvedBy: 'ada',
      reason: 'a typo',
    },
  ]);
  expect(await letters()).toEqual(['shop-1 acknowledged by ada', 'shop-1 resolved by ada']);
});

test('the next release that is live there ends it, and a release of the same run does not', async () => {
  const { store } = given;
  await store.openIncident({ ...incident('shop-2'), environment: 'staging' }, NOW);
  await goLive('shop-2', 'staging');
  expect(await store.incidentsOf('shop-2')).toMatchObject([{ resolvedAt: null }]);
  await goLive('shop-3', 'staging');
  expect(await store.incidentsOf('shop-2')).toMatchObject([
    { resolvedBy: 'Shipchart', reason: 'shop-3 is live in staging' },
  ]);
  expect(await letters()).toEqual([
    'shop@shop-2 live in staging',
    'shop@shop-3 live in staging',
    'shop-2 resolved by Shipchart',
  ]);
});

test('those that are open come first, then the newest', async () => {
  const { store } = given;
  await store.openIncident({ ...incident('shop-4'), environment: 'production' }, NOW - 10);
  expect((await store.incidents(10)).map(({ runId }) => runId)).toEqual(['shop-4', 'shop-1', 'shop-2']);
});

async function goLive(runId: string, environment: string): Promise<void> {
  const { store } = given;
  const { claim } = await store.advanceEnvironment(environment, { type: 'claim-requested', runId }, NOW);
  const change = {
    type: 'went-live',
    slot: { release: { id: `shop@${runId}`, services: {}, commit: 'a1', runId }, colour: 'green' },
  } as const;
  await store.advanceEnvironment(environment, { type: 'changed', runId, fence: claim?.fence ?? 0, change }, NOW);
  await store.advanceEnvironment(environment, { type: 'claim-released', runId, passed: true }, NOW);
}

/** What was told since the last time. */
async function letters(): Promise<string[]> {
  const { store } = given;
  const since: string[] = [];
  for (;;) {
    const [taken] = await store.takeLetters(['order'], NOW + 60_000);
    if (!taken) return since;
    since.push(taken.key);
    await store.endLetter(taken, { state: 'delivered', reference: null });
  }
}

function incident(runId: string): NewIncident {
  return {
    key: `shop:${runId}`,
    runId,
    project: 'shop',
    environment: 'production',
    title: 'errors',
    link: 'http://here.test',
  };
}

function letter(say: string) {
  return { medium: 'order', recipient: 'all', key: say, conversation: 'one', message: say };
}
