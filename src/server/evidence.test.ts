import { beforeAll, expect, test } from 'vitest';
import { answerStep, endStepOf } from '../../test/support/answer-step.ts';
import { documentOf, sketchDelivery } from '../../test/support/delivery.ts';
import { serverOn } from '../../test/support/services.ts';
import { NOW } from '../../test/support/step-context.ts';
import { freshDirectory, pushOf, storeForFile } from '../../test/support/store.ts';
import { evidenceView, runView } from '../api/shapes.ts';

const given = storeForFile();
const DOCUMENT = documentOf(sketchDelivery({ JUDGE: {}, LAST: {} }, ['JUDGE -> LAST']));
const COURSE = { points: [[0, 0, 0]], harm: 6.9, healthy: 3 };
const RECORD = { metric: 'errors', sentence: 'None more.', decision: 'healthy', facts: { harm: { log: 0 } } };

let server: ReturnType<typeof serverOn>;
beforeAll(() => {
  server = serverOn(given.store, freshDirectory(), DOCUMENT);
});

test('every decision with its record, what it was decided from, and what came of it', async () => {
  const run = await started();
  const evidence = [{ ...RECORD, course: COURSE, log: { n: 1, digest: 'ab' } }];
  await answerStep(given.store, run, 'JUDGE', { kind: 'ended', outcome: 'pass', evidence }, NOW);
  await endStepOf(given.store, run, 'LAST', 'pass');
  const read = evidenceView.array().parse(await (await server.get(`/api/runs/${run}/evidence`)).json());
  expect(read).toMatchObject([
    { node: 'JUDGE', visit: 1, outcome: 'pass', ...RECORD, log: { n: 1 }, next: ['LAST pass'] },
  ]);
});

test('the log of ticks is handed out as it stands, and one that is not there is not found', async () => {
  const run = await started();
  await server.blobs.append(`runs/${run}/JUDGE/1.ticks.jsonl`, '{"head":1}\n{"n":1}');
  const answer = await server.get(`/api/runs/${run}/evidence/JUDGE/ticks.jsonl`);
  expect(answer.headers.get('content-disposition')).toContain('JUDGE-1.ticks.jsonl');
  expect(await answer.text()).toBe('{"head":1}\n{"n":1}');
  for (const path of [
    'LAST/ticks.jsonl',
    'JUDGE/ticks.jsonl?visit=2',
    'JUDGE/ticks.jsonl?visit=../1',
    '__proto__/ticks.jsonl',
  ])
    expect((await server.get(`/api/runs/${run}/evidence/${path}`)).status, path).toBe(404);
});

test('the plot is there while the judge still waits, and afterwards', async () => {
  const run = await started();
  const plot = () => server.get(`/api/runs/${run}/evidence/JUDGE/plot.svg`);
  expect((await plot()).status).toBe(404);
  await answerStep(given.store, run, 'JUDGE', { kind: 'waiting', message: 'collects', course: COURSE }, NOW);
  const answer = await plot();
  expect(answer.headers.get('content-type')).toContain('image/svg+xml');
  expect(await answer.text()).toContain('Evidence of JUDGE in');
});

test('a step that asks people now may be answered, though its kind does not always ask', async () => {
  const run = await started();
  const answer = () => server.post(`/api/runs/${run}/answer`, 'bob', { node: 'JUDGE', decision: 'approved' });
  await answerStep(given.store, run, 'JUDGE', { kind: 'waiting', message: 'collects' }, NOW);
  expect((await answer()).status).toBe(409);
  await given.store.advance(run, { type: 'signalled', node: 'JUDGE', signal: { name: 'nudge', at: NOW } }, NOW);
  await answerStep(given.store, run, 'JUDGE', { kind: 'waiting', message: 'inconclusive', asks: true }, NOW);
  const asked = runView.parse(await (await server.get(`/api/runs/${run}`)).json());
  expect(asked).toMatchObject({ waitsForPeople: ['JUDGE'], steps: [{ node: 'JUDGE', status: 'waiting' }, {}] });
  expect((await answer()).status).toBe(200);
  expect((await given.store.run(run))?.steps['JUDGE']?.signals).toMatchObject([{ name: 'answer', by: 'bob' }]);
});

async function started(): Promise<string> {
  const run = await given.store.createRun(pushOf('shop'), DOCUMENT, NOW);
  return run.id;
}
