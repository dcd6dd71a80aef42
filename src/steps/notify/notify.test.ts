import { expect, test } from 'vitest';
import { contextOf, earlier, ends } from '../../../test/support/step-context.ts';
import { down, newWorld } from '../../../test/support/world.ts';
import { notify } from './notify.ts';

const SETTINGS = { to: ['author', '#deploys'] };
const LINT = earlier('LINT', 'fail', { way: 'failure', reason: '3 problems', label: '🔍 Lint\nfast' });
const UNIT = earlier('UNIT', 'fail', { way: 'failure', couldNotRun: true });

test('each cause is told once, however often it is asked', async () => {
  const world = newWorld();
  const first = ends(await notify.start(contextOf(SETTINGS, { world, earlier: [LINT], causes: ['LINT'] })));
  const later = { world, earlier: [LINT, UNIT], causes: ['LINT', 'UNIT'], memo: first.memo };
  const second = ends(await notify.check(contextOf(SETTINGS, later)));
  await notify.check(contextOf(SETTINGS, { ...later, memo: second.memo }));
  expect(titles(world)).toEqual(['shop-7: 🔍 Lint fast: fail', 'shop-7: UNIT: could not run']);
  expect(second.output).toMatchObject({ told: ['LINT', 'UNIT'] });
});

test('the notice says what, why, whose and where; the author is who started it', async () => {
  const world = newWorld();
  await notify.start(contextOf(SETTINGS, { world, earlier: [LINT], causes: ['LINT'] }));
  expect(world.callsOf('notifier.send')).toEqual([
    [
      {
        key: 'shop-7:STEP:1:LINT',
        project: 'shop',
        runId: 'shop-7',
        to: ['ada', '#deploys'],
        topic: 'shop:LINT:fail',
        tone: 'bad',
        title: 'shop-7: 🔍 Lint fast: fail',
        body: '3 problems\nCommit c0ffee1 "Sell tea" by Ada.',
        link: 'http://here.test/runs/shop-7#LINT',
      },
    ],
  ]);
});

test('the records behind a decision stand in the notice, and what they say is not said twice', async () => {
  const world = newWorld();
  const record = { metric: 'errors', decision: 'anomaly', facts: {}, sentence: 'Anomaly: too many. Errors: 9 of 100.' };
  const cause = earlier('MONITOR', 'anomaly', { way: 'failure', reason: 'Anomaly: too many.', evidence: [record] });
  await notify.start(contextOf(SETTINGS, { world, earlier: [cause], causes: ['MONITOR'] }));
  const [[notice] = []] = world.callsOf('notifier.send');
  expect((notice as { body: string }).body).toMatch(/^Anomaly: too many\. Errors: 9 of 100\.\nCommit /);
});

test('a repeat after a crash has the same key', async () => {
  const world = newWorld();
  const context = contextOf(SETTINGS, { world, earlier: [LINT], causes: ['LINT'] });
  expect(await notify.start(context)).toEqual(await notify.start(context));
  const [one, other] = world.callsOf('notifier.send').map(([notice]) => (notice as { key: string }).key);
  expect(one).toBe(other);
});

test('what went well is good news, unless something before it went wrong', async () => {
  const world = newWorld();
  const live = earlier('LIVE', 'done');
  await notify.start(contextOf(SETTINGS, { world, earlier: [live], causes: ['LIVE'] }));
  await notify.start(contextOf(SETTINGS, { world, earlier: [LINT, live], causes: ['LIVE'] }));
  expect(world.callsOf('notifier.send')).toMatchObject([
    [{ tone: 'good', title: 'shop-7 is delivered: Sell tea' }],
    [{ tone: 'bad' }],
  ]);
});

test('a medium that is down is told to the engine, which tries again', async () => {
  const world = newWorld();
  world.fail('notifier.send', down('chat'));
  const told = notify.start(contextOf(SETTINGS, { world, earlier: [LINT], causes: ['LINT'] }));
  await expect(told).rejects.toMatchObject({ retry: true });
});

function titles(world: ReturnType<typeof newWorld>): string[] {
  return world.callsOf('notifier.send').map(([notice]) => (notice as { title: string }).title);
}
