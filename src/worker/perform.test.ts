import { expect, test } from 'vitest';
import { documentOf, sketchDelivery, type StepSketch } from '../../test/support/delivery.ts';
import { kindOf, PASSED, shellOn } from '../../test/support/shell.ts';
import { NOW } from '../../test/support/step-context.ts';
import { pushOf, storeForFile } from '../../test/support/store.ts';
import { down } from '../../test/support/world.ts';
import type { StepContext } from '../steps/step.ts';
import { halt, perform } from './perform.ts';
import { tell } from './tell.ts';
import { createWorker } from './worker.ts';

const given = storeForFile();
const unhurried = new AbortController().signal;
const first = { type: 'perform', node: 'LINT', visit: 1, look: 1, call: 'start' } as const;

test('the step is told everything, and the run gets its answer', async () => {
  const run = await started();
  const seen: StepContext[] = [];
  const shell = shellOn(given.store, {
    command: kindOf(async (context) => {
      seen.push(context);
      context.log('looked');
      return PASSED;
    }),
  });
  await perform(shell, run.id, first, unhurried);
  expect(seen[0]).toMatchObject({
    key: `${run.id}:LINT:1`,
    attempt: 1,
    visit: 1,
    memo: undefined,
    now: NOW,
    label: 'LINT',
  });
  expect(shell.world.blobs[`runs/${run.id}/LINT/1.log`]).toBe('looked\n');
  expect((await given.store.run(run.id))?.steps['LINT']).toMatchObject({ state: 'ended', outcome: 'pass' });
  expect(shell.calls.size).toBe(0);
});

test('a later step hears of those before it, and of what led to it', async () => {
  const run = await started();
  const seen: StepContext[] = [];
  const shell = shellOn(given.store, {
    command: kindOf(async (context) => {
      seen.push(context);
      return { ...PASSED, output: { numbers: { p95: 1 } } };
    }),
  });
  await perform(shell, run.id, first, unhurried);
  await perform(shell, run.id, { ...first, node: 'UNIT' }, unhurried);
  expect(seen[1]).toMatchObject({
    causes: ['LINT'],
    earlier: [{ node: 'LINT', outcome: 'pass', way: 'forward', output: { numbers: { p95: 1 } } }],
  });
});

test.each([
  ['an older look', { look: 0 }],
  ['a look that was never ordered', { look: 2 }],
  ['another visit', { visit: 2 }],
  ['a step that is not on', { node: 'UNIT' }],
])('%s is not made', async (_, overtaken) => {
  const run = await started();
  let calls = 0;
  const count = kindOf(async () => {
    calls += 1;
    return PASSED;
  });
  const shell = shellOn(given.store, { command: count });
  await perform(shell, run.id, { ...first, ...overtaken }, unhurried);
  expect(calls).toBe(0);
  await perform(shell, run.id, first, unhurried);
  await perform(shell, run.id, first, unhurried);
  expect(calls).toBe(1);
  await perform(shell, 'nobody-1', first, unhurried);
  expect(shell.bugs).toEqual([]);
});

test('a failure of the world is the answer "could not run", with its words in the log', async () => {
  const run = await started();
  const failure = Object.assign(down('the registry'), { retry: false });
  const shell = shellOn(given.store, { command: kindOf(async () => Promise.reject(failure)) });
  await perform(shell, run.id, first, unhurried);
  const state = (await given.store.run(run.id))?.steps['LINT'];
  expect(state).toMatchObject({ state: 'ended', outcome: 'fail', couldNotRun: true });
  expect(state?.reason).toContain('the registry is down.');
  expect(shell.world.blobs[`runs/${run.id}/LINT/1.log`]).toBe('the registry is down. Wait.\n');
  expect(shell.bugs).toEqual([]);
});

test('one that may pass is tried again under the same key', async () => {
  const run = await started();
  const keys: string[] = [];
  const shell = shellOn(given.store, {
    command: kindOf(async ({ key, attempt }) => {
      keys.push(`${key} ${attempt}`);
      throw down();
    }),
  });
  await perform(shell, run.id, first, unhurried);
  expect((await given.store.run(run.id))?.steps['LINT']).toMatchObject({ state: 'active', attempt: 2, look: 2 });
  await perform(shell, run.id, { ...first, look: 2 }, unhurried);
  expect(keys).toEqual([`${run.id}:LINT:1 1`, `${run.id}:LINT:1 2`]);
});

test('a bug of ours is reported, stops that step, and its words stay out of the run', async () => {
  const run = await started();
  const shell = shellOn(given.store, { command: kindOf(async () => Promise.reject(new TypeError('x of undefined'))) });
  await perform(shell, run.id, first, unhurried);
  const state = (await given.store.run(run.id))?.steps['LINT'];
  expect(state).toMatchObject({ state: 'ended', couldNotRun: true });
  expect(JSON.stringify(state)).not.toContain('x of undefined');
  expect(shell.bugs).toMatchObject([{ error: { message: 'x of undefined' }, about: `${run.id} LINT` }]);
});

test('a log that can not be kept is reported and ends nothing', async () => {
  const run = await started();
  const kind = kindOf(async ({ log }) => {
    log('hello');
    return PASSED;
  });
  const shell = shellOn(given.store, { command: kind });
  shell.world.fail('blobs.append', down('the disk'));
  await perform(shell, run.id, first, unhurried);
  expect((await given.store.run(run.id))?.steps['LINT']?.outcome).toBe('pass');
  expect(shell.bugs).toHaveLength(1);
});

test('a halted call is told, and the step ends what it has running', async () => {
  const run = await started();
  const halted: string[] = [];
  const shell = shellOn(given.store, {
    command: kindOf(({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(PASSED))), {
      cancel: async ({ key }) => void halted.push(key),
    }),
  });
  const call = perform(shell, run.id, first, unhurried);
  while (shell.calls.size === 0) await new Promise(setImmediate);
  await halt(shell, run.id, { type: 'halt', node: 'LINT', visit: 2 });
  expect(halted).toEqual([]);
  while (halted.length === 0) await halt(shell, run.id, { type: 'halt', node: 'LINT', visit: 1 });
  await call;
  expect(halted[0]).toBe(`${run.id}:LINT:1`);
});

test('an outcome that nobody hears of is told to the author', async () => {
  const run = await started();
  const shell = shellOn(given.store, {
    command: kindOf(async () => ({ kind: 'ended', outcome: 'fail', reason: 'no' })),
  });
  await perform(shell, run.id, first, unhurried);
  const effect = { type: 'tell', node: 'LINT', visit: 1, outcome: 'fail' } as const;
  await tell(shell, run.id, effect);
  await createWorker(shell)({ id: 1, runId: run.id, effect }, unhurried);
  const told = shell.world.callsOf('notifier.send').map(([notice]) => notice as { key: string; to: string[] });
  expect(told.map(({ to }) => to)).toEqual([['ada'], ['ada']]);
  expect(new Set(told.map(({ key }) => key)).size).toBe(1);
});

test('what has ended is tidied up, and what is tried again meanwhile is not', async () => {
  const run = await started();
  const shell = shellOn(given.store);
  const tidy = () => createWorker(shell)({ id: 1, runId: run.id, effect: { type: 'tidy' } }, unhurried);
  await given.store.advance(run.id, { type: 'stopped', ending: 'cancelled', by: 'ada', reason: 'no' }, NOW);
  await given.store.retry(run.id, { by: 'ada', after: 0 }, NOW);
  await tidy();
  expect(shell.world.callsOf('workspaces.discard')).toEqual([]);
  await given.store.advance(run.id, { type: 'stopped', ending: 'cancelled', by: 'ada', reason: 'no' }, NOW);
  await tidy();
  expect(shell.world.callsOf('workspaces.discard')).toEqual([[run.id]]);
});

function started(sketch: StepSketch = {}) {
  const delivery = sketchDelivery({ LINT: sketch, UNIT: {} }, ['LINT -> UNIT']);
  return given.store.createRun(pushOf('shop'), documentOf(delivery), NOW);
}
