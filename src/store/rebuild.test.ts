import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentOf, sketchDelivery } from '../../test/support/delivery.ts';
import { eventually } from '../../test/support/eventually.ts';
import { pushOf, storeForFile } from '../../test/support/store.ts';
import { workThrough } from '../../test/support/work-through.ts';
import { decide } from '../engine/decide.ts';
import type { RunEvent } from '../engine/event.ts';
import { newRun } from '../engine/new-run.ts';
import type { Progress } from '../engine/progress.ts';
import { asStored } from './stored.ts';

const given = storeForFile();

/** Parallel ways, a join, a failure edge to a speaking step, a cycle, and two environments that every run fights for. */
const delivery = sketchDelivery(
  {
    CI: {},
    LINT: {},
    UNIT: {},
    STAGE: { environment: { name: 'staging', access: 'changes' }, rollout: 'deploy' },
    TUNE: { environment: { name: 'staging', access: 'reads' } },
    LIVE: { environment: { name: 'production', access: 'changes' }, rollout: 'deploy' },
    TELL: { kind: 'notify', speaks: true },
  },
  [
    'CI -> LINT',
    'CI -> UNIT',
    'LINT -> STAGE',
    'UNIT -> STAGE',
    'STAGE -> TUNE',
    'TUNE -> LIVE',
    'TUNE -again-> STAGE',
    'LINT -fail-> TELL',
    'UNIT -fail-> TELL',
  ],
);
const document = documentOf(delivery);

const node = fc.constantFrom(...delivery.order);
const small = fc.integer({ min: 1, max: 4 });
const environment = fc.constantFrom('staging', 'production');
const progress: fc.Arbitrary<Progress> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Progress>({ kind: 'ended', outcome: 'pass' }) },
  fc.constant<Progress>({ kind: 'ended', outcome: 'fail', reason: 'no tea' }),
  fc.record({
    kind: fc.constant('waiting' as const),
    message: fc.string(),
    wakeAt: fc.integer({ min: 1, max: 9_000 }),
  }),
  fc.record({
    kind: fc.constant('broke' as const),
    code: fc.constant('away'),
    message: fc.string(),
    hint: fc.string(),
    retry: fc.boolean(),
  }),
);
const event: fc.Arbitrary<RunEvent> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ type: fc.constant('progressed' as const), node, visit: small, look: small, progress }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('woken' as const), node, visit: small, look: small }) },
  fc.record({
    type: fc.constant('signalled' as const),
    node,
    signal: fc.record({ name: fc.constantFrom('nudge', 'approved'), at: small }),
  }),
  fc.record({ type: fc.constant('claim-granted' as const), environment, fence: small }),
  fc.record({ type: fc.constant('settled' as const), environment, fence: small, sentence: fc.string() }),
  fc.constant<RunEvent>({ type: 'started' }),
  fc.constant<RunEvent>({ type: 'stopped', ending: 'cancelled', by: 'ada', reason: 'enough' }),
);

/** Mostly the answer that a step waits for, so that runs get far; between them anything at all. */
const steps = fc.array(fc.oneof({ weight: 3, arbitrary: progress }, { weight: 2, arbitrary: event }), {
  maxLength: 40,
});

test('whatever comes, in whatever order and however often: the events alone give the saved run, and a repeat changes nothing', async () => {
  const { store } = given;
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      const { id } = await store.createRun(pushOf('any'), document, 1);
      for (const [index, step] of script.entries()) {
        const told = 'kind' in step ? await answerTo(id, step, index) : step;
        await store.advance(id, told, index + 2);
        if (told.type === 'signalled' || told.type === 'started') continue;
        const before = await store.versionedRun(id);
        await store.advance(id, told, index + 2);
        expect(await store.versionedRun(id)).toEqual(before);
      }
      await store.advance(id, { type: 'stopped', ending: 'cancelled', by: 'the test', reason: 'over' }, 99);
      expect(await store.rebuildRun(id)).toEqual(await store.run(id));
    }),
    { numRuns: 60 },
  );
  // What the runs left to be done is enough for all of them to end and to give everything back.
  store.work(workThrough(store));
  await eventually(async () => (await store.activeRuns()).length === 0);
  for (const name of ['staging', 'production']) {
    const environment = await store.environment(name);
    expect(environment.claim).toBeUndefined();
    expect(environment.queue).toEqual([]);
    expect(await store.rebuildEnvironment(name)).toEqual(environment);
  }
});

test('decide alone: the same events give the same run, which is plain data, and what it was given stays as it was', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const fold = () =>
        events.reduce(
          (before, each, index) => {
            const frozen = structuredClone(before);
            const { run, effects } = decide(delivery, before, each, index);
            expect(before).toEqual(frozen);
            expect(asStored(run)).toEqual(run);
            expect(decide(delivery, before, asStored(each), index)).toEqual({ run, effects });
            return run;
          },
          newRun(delivery, { ...pushOf('pure'), id: 'pure-1', number: 1, document: 'hash', startedAt: 0 }),
        );
      expect(fold()).toEqual(fold());
    }),
    { numRuns: 200 },
  );
});

/** The answer of one of the calls that are under way; of none where none is. */
async function answerTo(id: string, progress: Progress, pick: number): Promise<RunEvent> {
  const run = await given.store.run(id);
  const active = Object.entries(run?.steps ?? {}).filter(([, { state }]) => state === 'active');
  const [name, state] = active[pick % Math.max(active.length, 1)] ?? ['CI', { visit: 0, look: 0 }];
  return { type: 'progressed', node: name, visit: state.visit, look: state.look, progress };
}
