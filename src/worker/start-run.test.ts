import { expect, test } from 'vitest';
import { readDelivery } from '../chart/read-delivery.ts';
import { COMMIT } from '../../test/support/example-commit.ts';
import { deliveryOf, documentOf } from '../../test/support/deliveries.ts';
import { NOW } from '../../test/support/step-context.ts';
import { storeForFile } from '../../test/support/store.ts';
import { newWorld } from '../../test/support/world.ts';
import { declarations } from '../steps/kinds.ts';
import { adoptionDocument } from './adoption.ts';
import { startRun } from './start-run.ts';
import { RunNotStarted, type Starter } from './starter.ts';

const given = storeForFile({ deliveryOf: (text) => deliveryOf(text) });
const SOUND = documentOf(['  CI[Checkout]'], ['CI: { uses: checkout, prepare: npm ci }']);
const ORDER = { ref: 'refs/heads/main', commit: COMMIT.id, by: 'ada' };

test('the document of the commit is frozen with the run', async () => {
  const run = await startRun(starter(SOUND), ORDER);
  expect(run).toMatchObject({ project: 'shop', startedBy: 'ada', ref: 'refs/heads/main', commit: { id: COMMIT.id } });
  expect((await given.store.document(run.document))?.text).toBe(SOUND);
});

test('a push that is told twice starts one run', async () => {
  const order = { ...ORDER, dedupe: 'push main c0ffee' };
  const run = await startRun(starter(SOUND), order);
  expect((await startRun(starter(SOUND), order)).id).toBe(run.id);
});

test('a commit that is not there is the failure of the source', async () => {
  await expect(startRun(starter(SOUND), { ref: 'gone', by: 'ada' })).rejects.toMatchObject({ code: 'unknown-ref' });
});

test.each<[string, string | undefined, Partial<Starter>, object]>([
  ['no document', undefined, {}, { code: 'no-document', message: /DELIVERY\.md is not in commit c0ffee1/ }],
  ['no chart', 'hello', {}, { code: 'document-not-sound' }],
  [
    'several problems',
    documentOf(['  CI[Checkout] --> X[What]'], ['CI: { uses: checkuot, prepare: 7 }']),
    {},
    { code: 'document-not-sound', message: /problems, so nothing was started/ },
  ],
  [
    'a delivery that may not run here',
    SOUND,
    { whyNot: () => ({ message: 'no such environment', hint: 'add it' }) },
    { code: 'not-allowed-here', message: 'no such environment', hint: 'add it' },
  ],
])('%s: refused, and nothing is kept', async (_, text, more, refusal) => {
  const before = (await given.store.runs({ limit: 100 })).length;
  const refused = await startRun({ ...starter(text), ...more }, ORDER).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(RunNotStarted);
  expect(refused).toMatchObject(refusal);
  expect(await given.store.runs({ limit: 100 })).toHaveLength(before);
});

test('every problem comes with the refusal', async () => {
  const text = documentOf(['  CI[Checkout] --> X[What]'], ['CI: { uses: checkuot }']);
  const refused = (await startRun(starter(text), ORDER).catch((error: unknown) => error)) as RunNotStarted;
  expect(refused.problems.length).toBeGreaterThanOrEqual(2);
  for (const problem of refused.problems) expect(problem.line).toBeGreaterThan(0);
});

test('an adoption installs as the team does, and needs no document of theirs', async () => {
  const order = { ...ORDER, adopt: ['staging', 'production'] };
  const delivery = await given.store.deliveryOf(await startRun(starter(SOUND), order));
  expect(delivery.steps['CI']?.settings).toMatchObject({ prepare: 'npm ci' });
  expect(delivery.order).toEqual(['CI', 'BUILD', 'ADOPT_1', 'ADOPT_2']);
  const without = await given.store.deliveryOf(await startRun(starter(undefined), order));
  expect(without.steps['CI']?.settings).not.toHaveProperty('prepare');
});

test.each([`npm ci && echo "it's" : # {done}`, 'a\nb', '`x` ``` y'])(
  'a prepare line survives being quoted: %j',
  (prepare) => {
    const { steps } = deliveryOf(adoptionDocument(['production'], prepare));
    expect(steps['CI']?.settings['prepare']).toBe(prepare);
  },
);

function starter(text: string | undefined): Starter {
  const world = newWorld();
  world.commits = [COMMIT];
  return {
    store: given.store,
    source: { ...world.ports.source, file: async () => text },
    declarations,
    project: { name: 'shop', document: 'DELIVERY.md', base: 'refs/heads/main' },
    readDelivery: async (fileName, document) => readDelivery(fileName, document, declarations),
    whyNot: () => undefined,
    now: () => NOW,
  };
}
