import { expect, test } from 'vitest';
import { deliveryOf, documentOf } from '../../test/support/deliveries.ts';
import { COMMIT } from '../../test/support/example-commit.ts';
import { NOW } from '../../test/support/step-context.ts';
import { storeForFile } from '../../test/support/store.ts';
import { newWorld } from '../../test/support/world.ts';
import { readDelivery } from '../chart/read-delivery.ts';
import { declarations } from '../steps/kinds.ts';
import { startRun } from './start-run.ts';
import { RunNotStarted, type Starter } from './starter.ts';

const given = storeForFile({ deliveryOf: (text) => deliveryOf(text) });
const BASE = { ...COMMIT, id: 'ba5e000' };
const SOUND = documentOf(['  CI[Checkout]'], ['CI: { uses: checkout }']);
const OTHER = documentOf(['  CI[Checkout] --> LINT'], ['CI: { uses: checkout }', 'LINT: { run: evil }']);
const BROKEN = documentOf(['  CI[Checkout] --> X[What]'], ['CI: { uses: checkuot }']);
const ORDER = { ref: 'refs/heads/idea', commit: COMMIT.id, by: 'ada', purpose: 'check' } as const;

test("the base branch's document is executed on the proposed commit; the proposed one is kept to be shown", async () => {
  const run = await startRun(starter({ base: SOUND, proposed: OTHER }), ORDER);
  expect(run).toMatchObject({ purpose: 'check', commit: { id: COMMIT.id }, ref: 'refs/heads/idea' });
  expect((await given.store.document(run.document))?.text).toBe(SOUND);
  expect(Object.keys(run.steps)).toEqual(['CI']);
  expect(run.proposal).toMatchObject({
    base: { ref: 'refs/heads/main', commit: BASE.id },
    change: 'changed',
    problems: [],
  });
  expect((await given.store.document(run.proposal?.document ?? ''))?.text).toBe(OTHER);
  expect(await given.store.rebuildRun(run.id)).toEqual(await given.store.run(run.id));
});

test("a proposed document's problems are stored with the run, which goes on", async () => {
  const run = await startRun(starter({ base: SOUND, proposed: BROKEN }), ORDER);
  expect(run.phase).toBe('running');
  expect(run.proposal?.problems.map(({ rule }) => rule)).toEqual(['unbound-node', 'unknown-kind']);
  expect(run.proposal?.problemsInAll).toBe(2);
});

test.each([
  ['the same', SOUND, { change: 'none' }],
  ['none', undefined, { change: 'removed', problems: [] }],
])('%s is said so', async (_, proposed, expected) => {
  expect((await startRun(starter({ base: SOUND, proposed }), ORDER)).proposal).toMatchObject(expected);
});

test('a base branch that breaks the policy can still be mended: only the proposed document is held to it', async () => {
  const how: unknown[] = [];
  const start = starter({ base: SOUND, proposed: OTHER });
  const readDelivery: Starter['readDelivery'] = (name, text, more) => {
    how.push([text, more]);
    return start.readDelivery(name, text);
  };
  await startRun({ ...start, readDelivery }, ORDER);
  expect(how).toEqual([
    [SOUND, 'without policy'],
    [OTHER, undefined],
  ]);
});

test.each<[string, string | undefined, Partial<Starter>, object]>([
  ['no document on the base branch', undefined, {}, { code: 'no-document', message: /not on main/ }],
  ['one with problems', BROKEN, {}, { code: 'document-not-sound' }],
  ['one that may not run here', SOUND, { whyNot: (_, ref) => ({ message: ref, hint: 'x' }) }, { message: ORDER.ref }],
])('%s: refused, and nothing is kept', async (_, base, more, refusal) => {
  const before = (await given.store.runs({ limit: 100 })).length;
  const refused = await startRun({ ...starter({ base, proposed: SOUND }), ...more }, ORDER).catch(
    (error: unknown) => error,
  );
  expect(refused).toBeInstanceOf(RunNotStarted);
  expect(refused).toMatchObject(refusal);
  expect(await given.store.runs({ limit: 100 })).toHaveLength(before);
});

function starter(documents: { base: string | undefined; proposed: string | undefined }): Starter {
  const { source } = newWorld().ports;
  return {
    store: given.store,
    source: {
      ...source,
      resolve: async (ref) => (ref === 'refs/heads/main' ? BASE : COMMIT),
      file: async (commit) => (commit === BASE.id ? documents.base : documents.proposed),
    },
    declarations,
    project: { name: 'shop', document: 'DELIVERY.md', base: 'refs/heads/main' },
    readDelivery: async (fileName, document) => readDelivery(fileName, document, declarations),
    whyNot: () => undefined,
    now: () => NOW,
  };
}
