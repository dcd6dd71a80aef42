import { expect, test } from 'vitest';
import { answerStep } from '../../test/support/answer-step.ts';
import { documentOf, sketchDelivery } from '../../test/support/delivery.ts';
import { kindOf, shellOn, type GivenShell } from '../../test/support/shell.ts';
import { NOW } from '../../test/support/step-context.ts';
import { pushOf, storeForFile } from '../../test/support/store.ts';
import type { HostEvent, HostNews } from '../ports/host-events.ts';
import { listenToHost } from './listen-to-host.ts';
import { perform } from './perform.ts';

const given = storeForFile();
const WAITING = { kind: 'waiting', message: 'waits' } as const;
let environments = 0;

test('a command that ended has its step look again, whichever try of it that was', async () => {
  const { id, shell } = await waiting();
  await tell(shell, { type: 'command-ended', key: `${id}:COMMAND:1:3` });
  expect(await looks(id)).toEqual({ COMMAND: 2, DEPLOY: 1, WATCH: 1, ASK: 1 });
});

test('one of another visit, of a run that is gone, or of no run at all wakes nobody', async () => {
  const { id, shell } = await waiting();
  await tell(shell, { type: 'command-ended', key: `${id}:COMMAND:2:1` });
  await tell(shell, { type: 'command-ended', key: 'gone-1:COMMAND:1:1' });
  await tell(shell, { type: 'command-ended', key: '' });
  expect(await looks(id)).toEqual({ COMMAND: 1, DEPLOY: 1, WATCH: 1, ASK: 1 });
  expect(shell.bugs).toEqual([]);
});

test('a release that came up wakes who waits in that environment, but no watch: that has its own rhythm', async () => {
  const { id, shell, name } = await waiting();
  await tell(shell, { type: 'colour-changed', environment: name, colour: 'blue', state: 'healthy' });
  expect(await looks(id)).toEqual({ COMMAND: 1, DEPLOY: 2, WATCH: 1, ASK: 1 });
});

test.each(['host-started', 'events-missed'] as const)(
  'after %s everything that waits for a machine looks again',
  async (type) => {
    const { id, shell } = await waiting();
    await tell(shell, { type });
    expect(await looks(id)).toEqual({ COMMAND: 2, DEPLOY: 2, WATCH: 1, ASK: 1 });
  },
);

test('news that comes while the store is away is heard when it is back, and told of once', async () => {
  const { store } = given;
  const { id } = await store.createRun(pushOf('shop'), documentOf(sketchDelivery({ LINT: {} }, [])), 1);
  const shell = shellOn(store, { command: kindOf(async () => ({ kind: 'waiting', message: 'npm run lint' })) });
  const first = { type: 'perform', node: 'LINT', visit: 1, look: 1, call: 'start' } as const;
  await perform(shell, id, first, new AbortController().signal);
  let refusals = 2;
  shell.store = {
    ...store,
    advance: async (...event) => {
      refusals -= 1;
      if (refusals >= 0) throw new Error('the database is away');
      return store.advance(...event);
    },
  };
  async function* news(): AsyncIterable<HostEvent> {
    yield { sequence: 1, at: 1, type: 'command-ended', key: `${id}:LINT:1:1` };
  }
  await listenToHost(shell, news(), new AbortController().signal);
  expect((await store.run(id))?.steps['LINT']).toMatchObject({ state: 'active', look: 2 });
  expect(shell.bugs).toHaveLength(1);
});

function tell(shell: GivenShell, ...news: HostNews[]): Promise<void> {
  return listenToHost(
    shell,
    (async function* () {
      for (const [sequence, each] of news.entries()) yield { ...each, sequence, at: NOW };
    })(),
    new AbortController().signal,
  );
}

/** A run whose every step has been called once, and waits. */
async function waiting() {
  const name = `production-${(environments += 1)}`;
  const use = { name, access: 'changes' } as const;
  const delivery = sketchDelivery(
    {
      COMMAND: {},
      DEPLOY: { environment: use, rollout: 'deploy' },
      WATCH: { environment: use, rollout: 'watch' },
      ASK: { waitsForPeople: true },
    },
    [],
  );
  const { id } = await given.store.createRun(pushOf('shop'), documentOf(delivery), NOW);
  for (const node of delivery.order) await answerStep(given.store, id, node, WAITING, NOW);
  return { id, name, shell: shellOn(given.store) };
}

async function looks(id: string) {
  const steps = (await given.store.run(id))?.steps ?? {};
  return Object.fromEntries(Object.entries(steps).map(([node, { look }]) => [node, look])) as Record<string, number>;
}
