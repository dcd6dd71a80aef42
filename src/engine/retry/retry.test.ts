import { describe, expect, test } from 'vitest';
import { sampleDelivery } from '../../../test/support/deliveries.ts';
import { answerAll, step, walkThrough, type WalkThrough } from '../../../test/support/walk-through.ts';
import { newEnvironment } from '../environment/environment.ts';
import type { RunEvent } from '../event.ts';
import { whyNotRetry } from './why-not-retry.ts';

const sample = sampleDelivery();

describe('a retry from what failed', () => {
  test('keeps what passed, prepares the checkout anew, and goes all the way', () => {
    const walk = walkThrough(sample, { UNIT: 'fail' });
    const again = retry(walk);
    expect(again.slice(0, 2)).toEqual(['CI', 'UNIT']);
    expect(again).not.toContain('LINT');
    expect(again).not.toContain('SEC');
    expect(walk.run).toMatchObject({ ending: 'delivered', retries: { count: 1, by: 'ada' } });
    expect(walk.run.steps['LINT']).toMatchObject({ state: 'ended', outcome: 'pass', visit: 1 });
    expect(walk.run.steps['UNIT']).toMatchObject({ state: 'ended', outcome: 'pass', visit: 2 });
  });

  test('tells the developer again when it fails again', () => {
    const walk = walkThrough(sample, { UNIT: 'fail' });
    expect(retry(walk, {}, { UNIT: 'fail' })).toEqual(['CI', 'UNIT', 'NOTIFY_FAIL']);
    expect(walk.run.ending).toBe('failed');
  });

  test('claims the environment again and first makes it hold the release of this run; passed tests there stay', () => {
    const walk = walkThrough(sample, { E2E: 'fail' });
    const before = walk.effects.length;
    const again = retry(walk);
    expect(again.slice(0, 3)).toEqual(['CI', 'STAGING_DEPLOY', 'E2E']);
    expect(again).not.toContain('INT_TEST');
    expect(again).not.toContain('PERF');
    const claims = walk.effects.slice(before).filter(({ type }) => type === 'claim');
    expect(claims).toMatchObject([{ environment: 'staging' }, { environment: 'production' }]);
    expect(walk.run.ending).toBe('delivered');
  });

  test('of a canary goes through the rollout again, watch included, and not through staging', () => {
    const walk = walkThrough(sample, { FULL_ROLLOUT: 'failed' });
    expect(retry(walk)).toEqual(['PROD_DEPLOY', 'CANARY', 'MONITOR', 'FULL_ROLLOUT', 'CDN', 'NOTIFY_OK']);
    expect(walk.run.ending).toBe('delivered');
  });

  test('of a rejected review asks people again', () => {
    const walk = walkThrough(sample, { APPROVAL: 'yes', REVIEW: 'rejected' });
    const again = retry(walk);
    expect(again[0]).toBe('REVIEW');
    expect(walk.run.steps['REVIEW']).toMatchObject({ visit: 2, outcome: 'approved' });
  });

  test('of a cancelled run goes on with what was cut short', () => {
    const walk = walkThrough(sample, {}, ['PERF']);
    answerAll(walk, sample, [{ type: 'stopped', ending: 'cancelled', by: 'ada', reason: 'wrong day' }]);
    expect(walk.run.ending).toBe('cancelled');
    expect(retry(walk).slice(0, 3)).toEqual(['CI', 'STAGING_DEPLOY', 'PERF']);
    expect(walk.run).toMatchObject({ ending: 'delivered' });
    expect(walk.run.stopped).toBeUndefined();
  });
});

describe('a retry of one step', () => {
  test('does what follows from it again; an approval comes along for the step to see whether it holds', () => {
    const walk = walkThrough(sample, { APPROVAL: 'yes' });
    const again = retry(walk, { node: 'GATE' }, { APPROVAL: 'yes' }, ['REVIEW']);
    expect(again).toEqual(['GATE', 'APPROVAL', 'REVIEW']);
    expect(walk.run.steps['REVIEW']).toMatchObject({ state: 'active', visit: 2, kept: { outcome: 'approved' } });
  });

  test('lets a step that has told of another failure be', () => {
    const walk = walkThrough(sample, { UNIT: 'fail', SEC: 'fail' });
    expect(retry(walk, { node: 'SEC' })).toEqual(['CI', 'SEC']);
    expect(walk.run.steps['NOTIFY_FAIL']).toMatchObject({ state: 'ended', visit: 1 });
    expect(walk.run).toMatchObject({ ending: 'failed' });
  });
});

describe('two clicks and late ones', () => {
  test('the second of two clicks changes nothing', () => {
    const walk = walkThrough(sample, { UNIT: 'fail' });
    const wish: RunEvent = { type: 'retried', by: 'ada', after: 0 };
    step(walk, sample, wish, {}, sample.order);
    const once = structuredClone(walk.run);
    expect(step(walk, sample, wish)).toEqual([]);
    expect(walk.run).toEqual(once);
  });

  test('an answer of the try before the retry is not taken for one of the new', () => {
    const walk = walkThrough(sample, { UNIT: 'fail' });
    step(walk, sample, { type: 'retried', by: 'ada', after: 0 }, {}, ['CI', 'UNIT']);
    const { look, visit } = walk.run.steps['CI'] ?? { look: 0, visit: 0 };
    const late = { type: 'progressed', node: 'CI', visit: visit - 1, look: look - 1 } as const;
    step(walk, sample, { ...late, progress: { kind: 'ended', outcome: 'failed' } });
    expect(walk.run.steps['CI']?.state).toBe('active');
  });
});

describe('it is refused, with the reason,', () => {
  const failed = walkThrough(sample, { UNIT: 'fail' });
  const delivered = walkThrough(sample);

  test.each([
    ['of nothing', delivered, undefined, 'nothing-failed'],
    ['of a step that is not there', failed, 'NOBODY', 'no-such-step'],
    ['of a node that does nothing', failed, 'DEV', 'no-such-step'],
    ['of a step that was not reached', failed, 'CANARY', 'not-reached'],
    ['of a rollback', walkThrough(sample, { MONITOR: 'anomaly' }), 'ROLLBACK_PROD', 'rollback'],
    ['of a step at work', walkThrough(sample, {}, ['UNIT']), 'UNIT', 'at-work'],
    ['before a step at work', walkThrough(sample, {}, ['E2E']), 'BUILD', 'at-work'],
  ])('%s', (_, { run }, node, code) => {
    expect(whyNotRetry(sample, run, node, [])?.code).toBe(code);
  });

  test('of a superseded run', () => {
    const walk = walkThrough(sample, {}, ['UNIT']);
    step(walk, sample, { type: 'stopped', ending: 'superseded', by: 'shop-2', reason: 'a newer commit waits' });
    expect(whyNotRetry(sample, walk.run, undefined, [])?.code).toBe('superseded');
    expect(retry(walk)).toEqual([]);
  });

  test('while its environments are being returned', () => {
    const walk = walkThrough(sample, {}, ['MONITOR']);
    step(walk, sample, { type: 'stopped', ending: 'cancelled', by: 'ada', reason: 'no' });
    expect(walk.run.phase).toBe('settling');
    expect(whyNotRetry(sample, walk.run, undefined, [])?.code).toBe('settling');
  });

  test('where people hold the environment, or the release was rolled back there', () => {
    const { run } = walkThrough(sample, { E2E: 'fail' });
    const release = { id: 'shop@1', services: { shop: 'sha256:1' }, commit: 'c1', runId: run.id };
    run.release = release;
    const staging = newEnvironment('staging');
    expect(whyNotRetry(sample, run, undefined, [staging])).toBeUndefined();
    const hold = { owner: 'bob', reason: 'looking', since: 1 };
    expect(whyNotRetry(sample, run, undefined, [{ ...staging, hold }])).toMatchObject({
      code: 'held',
      message: 'staging is held by bob: looking',
      hint: /shipchart unlock staging/,
    });
    const bad = [{ release: { ...release, id: 'the same by another name' }, reason: 'slow', at: 1 }];
    expect(whyNotRetry(sample, run, undefined, [{ ...staging, bad }])?.code).toBe('banned');
    expect(whyNotRetry(sample, run, undefined, [{ ...newEnvironment('elsewhere'), hold }])).toBeUndefined();
  });
});

describe('what was decided about another live release', () => {
  const bound = { environment: 'production', document: 'd1', live: 'shop=sha256:1' };
  const live = (digest: string, runId = 'shop-0') => ({ key: `shop=sha256:${digest}`, runId });

  test('is asked again before the environment is used, which others get meanwhile', () => {
    const walk = approvedFor(bound);
    step(walk, sample, { type: 'claim-granted', environment: 'production', fence: 2, live: live('2') }, {}, [
      'APPROVAL',
    ]);
    expect(walk.run.steps['APPROVAL']).toMatchObject({ state: 'active' });
    expect(walk.run.steps['REVIEW']).toMatchObject({ state: 'idle', kept: { outcome: 'approved', bound } });
    expect(walk.run.steps['PROD_DEPLOY']?.state).toBe('idle');
    expect(walk.effects.at(-1)).toEqual({ type: 'perform', node: 'APPROVAL', visit: 2, look: 2, call: 'start' });
    expect(walk.effects).toContainEqual({ type: 'release', environment: 'production', passed: false });
  });

  test('holds where the same is live, or this run’s own', () => {
    for (const serves of [live('1'), live('3', 'shop-1')]) {
      const walk = approvedFor(bound);
      step(
        walk,
        sample,
        { type: 'claim-granted', environment: 'production', fence: 2, live: serves },
        {},
        sample.order,
      );
      expect(walk.run.steps['PROD_DEPLOY']).toMatchObject({ state: 'active' });
      expect(walk.run.steps['REVIEW']).toMatchObject({ state: 'ended', visit: 1 });
    }
  });
});

/** Retries, answers everything with a forward outcome unless told otherwise, and gives the nodes that were started anew. */
function retry(
  walk: WalkThrough,
  wish: { node?: string } = {},
  outcomes: Readonly<Record<string, string>> = {},
  hold: readonly string[] = [],
): string[] {
  const before = walk.started.length;
  const after = walk.run.retries?.count ?? 0;
  answerAll(walk, sample, [{ type: 'retried', by: 'ada', after, ...wish }], outcomes, hold);
  return walk.started.slice(before);
}

/** A run that waits for production, having been approved for `bound`. */
function approvedFor(bound: object): WalkThrough {
  const walk = walkThrough(sample, { APPROVAL: 'yes' }, ['PROD_DEPLOY']);
  Object.assign(walk.run.claims['production'] ?? {}, { state: 'waiting' });
  Object.assign(walk.run.steps['PROD_DEPLOY'] ?? {}, { state: 'claiming' });
  for (const node of ['APPROVAL', 'REVIEW']) Object.assign(walk.run.steps[node] ?? {}, { bound });
  return walk;
}
