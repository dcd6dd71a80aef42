import { openStore } from '../../src/store/open-store.ts';
import { deliveryOf, documentOf, sketchDelivery } from './delivery.ts';
import { workThrough } from './work-through.ts';

/** A process to be killed: opens the store in the directory it is given, starts runs and works on them without end, and says what was acknowledged. */
const directory = process.argv[2];
if (directory === undefined) throw new Error('usage: store-under-load DIRECTORY');

const commit = { id: 'a1b2c3d', author: 'Ada', email: 'ada@example.com', subject: 'Sell tea', time: 1_700_000_000 };
const document = documentOf(
  sketchDelivery({ LINT: {}, UNIT: {}, DEPLOY: { environment: { name: 'shop', access: 'reads' } }, TELL: {} }, [
    'LINT -> DEPLOY',
    'UNIT -> DEPLOY',
    'DEPLOY -> TELL',
  ]),
);

const store = await openStore({ directory }, { deliveryOf });
store.onChange(({ type, id, version }) => {
  if (type === 'run') console.log(`${id} ${version}`);
});
store.work(workThrough(store));
for (;;) {
  const facts = { project: 'shop', commit, ref: 'main', startedBy: 'ada', purpose: 'delivery' } as const;
  await store.createRun(facts, document, Date.now());
  // Lets the work keep up, so that the kill meets runs in every state.
  while ((await store.activeRuns()).length > 5) await new Promise((resolve) => setTimeout(resolve, 1));
}
