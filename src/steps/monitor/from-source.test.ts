import { expect, test } from 'vitest';
import { contextOf, NOW, production, slotOf, waits } from '../../../test/support/step-context.ts';
import { newWorld } from '../../../test/support/world.ts';
import type { Reading } from '../../ports/metrics.ts';
import { monitorDeclaration } from './declaration.ts';
import { monitor } from './monitor.ts';

const SETTINGS = monitorDeclaration.settings.parse({ of: 'production', from: 'scraped' });
const ENVIRONMENT = production({
  live: slotOf('old', 'blue'),
  candidate: { ...slotOf('new', 'green', 'shop-7'), weight: 50 },
});
const SCRAPED: Reading = {
  state: 'counted',
  untilMs: NOW - 3_000,
  colours: { blue: { epoch: '1', requests: 700, errors: 7 }, green: { epoch: '1', requests: 70, errors: 0 } },
};

test('the source that the document names is asked, and not the router', async () => {
  const world = newWorld();
  world.ports.metricsSources = {
    scraped: { read: async () => SCRAPED, history: async () => [], examine: async () => 'found' },
  };
  const begun = waits(await monitor.start(contextOf(SETTINGS, { world, environment: ENVIRONMENT })));
  expect(begun.memo).toMatchObject({ counters: { blue: { requests: 700 } } });
  const looked = await monitor.check(
    contextOf(SETTINGS, { world, environment: ENVIRONMENT, memo: begun.memo, now: NOW + 1_000 }),
  );
  expect(waits(looked).memo).toMatchObject({ untilMs: SCRAPED.untilMs });
});

test('one that nobody configured is a failure that names those there are', async () => {
  await expect(monitor.start(contextOf(SETTINGS, { environment: ENVIRONMENT }))).rejects.toMatchObject({
    code: 'metrics-source-unknown',
    hint: expect.stringContaining('shipchart.yaml') as string,
  });
});
