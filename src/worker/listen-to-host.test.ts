import { expect, test } from 'vitest';
import { documentOf, sketchDelivery } from '../../test/support/delivery.ts';
import { kindOf, shellOn } from '../../test/support/shell.ts';
import { pushOf, storeForFile } from '../../test/support/store.ts';
import type { HostEvent } from '../ports/host-events.ts';
import { listenToHost } from './listen-to-host.ts';
import { perform } from './perform.ts';

const given = storeForFile();

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
