import { describe, expect, test } from 'vitest';
import { deliveryOf, documentOf, sampleDelivery } from '../../test/support/deliveries.ts';
import { step, walkThrough } from '../../test/support/walk-through.ts';

const sample = sampleDelivery();

describe('the sample shop', () => {
  test('a good version goes all the way', () => {
    const { run, started } = walkThrough(sample, { APPROVAL: 'yes' });
    expect(run.ending).toBe('delivered');
    expect(started).toContain('REVIEW');
    expect(started).toContain('NOTIFY_OK');
    expect(started).not.toContain('NOTIFY_FAIL');
    expect(started).not.toContain('INCIDENT');
  });

  test('without a person where the rule says no', () => {
    const { run, started } = walkThrough(sample, { APPROVAL: 'no' });
    expect(run.ending).toBe('delivered');
    expect(started).not.toContain('REVIEW');
  });

  test('an anomaly rolls production back, opens an incident and tells the developer', () => {
    const { run, started, effects } = walkThrough(sample, { MONITOR: 'anomaly' });
    expect(run.ending).toBe('rolled back');
    expect(started.slice(-2)).toEqual(['ROLLBACK_PROD', 'INCIDENT']);
    expect(started).not.toContain('FULL_ROLLOUT');
    expect(effects).toContainEqual({ type: 'tell', node: 'MONITOR', visit: 1, outcome: 'anomaly' });
  });

  test('an inconclusive monitor, which the chart does not draw, stops the run and settles production', () => {
    const { run, effects } = walkThrough(sample, { MONITOR: 'inconclusive' });
    expect(run.ending).toBe('failed');
    expect(effects).toContainEqual({ type: 'settle', environment: 'production', fence: 1 });
  });

  test('a failing unit test tells the developer, and nothing is built', () => {
    const { run, started } = walkThrough(sample, { UNIT: 'fail' });
    expect(run.ending).toBe('failed');
    expect(started).toEqual(['CI', 'LINT', 'UNIT', 'SEC', 'NOTIFY_FAIL']);
  });

  test('a rejected gate returns staging and never claims production', () => {
    const { run, started } = walkThrough(sample, { GATE: 'rejected' });
    expect(run.ending).toBe('rejected');
    expect(started.at(-1)).toBe('ROLLBACK_STG');
    expect(run.claims['production']).toBeUndefined();
  });

  test('staging is given back before production is claimed', () => {
    const { effects } = walkThrough(sample);
    const claims = effects.filter((effect) => effect.type === 'claim' || effect.type === 'release');
    expect(claims.map((effect) => `${effect.type} ${effect.environment}`)).toEqual([
      'claim staging',
      'release staging',
      'claim production',
      'release production',
    ]);
  });

  test('cancelled in mid-canary: attempts are halted, production is settled, then given back', () => {
    const walk = walkThrough(sample, {}, ['MONITOR']);
    expect(walk.run.phase).toBe('running');
    const [settled] = step(walk, sample, { type: 'stopped', ending: 'cancelled', by: 'ada', reason: 'wrong day' });
    expect(walk.effects).toContainEqual({ type: 'halt', node: 'MONITOR', visit: 1 });
    expect(walk.run.phase).toBe('settling');
    if (settled) step(walk, sample, settled);
    expect(walk.run.ending).toBe('cancelled');
    expect(walk.effects.at(-2)).toEqual({ type: 'release', environment: 'production', passed: false });
  });
});

describe('what nobody here did', () => {
  const surprise = {
    kind: 'broke',
    code: 'weights-surprise',
    message: 'Somebody changed the traffic of production.',
    hint: 'Look.',
    retry: false,
    surprise: true,
  } as const;

  test('stops the run, holds the environment as it is, and wakes people; nothing is brought back', () => {
    const walk = walkThrough(sample, {}, ['FULL_ROLLOUT']);
    const before = walk.effects.length;
    const { visit = 0, look = 0 } = walk.run.steps['FULL_ROLLOUT'] ?? {};
    step(walk, sample, { type: 'progressed', node: 'FULL_ROLLOUT', visit, look, progress: surprise });
    expect(walk.run).toMatchObject({
      phase: 'ended',
      ending: 'failed',
      endingReason: `${surprise.message} (shipchart)`,
    });
    expect(walk.run.steps['FULL_ROLLOUT']).toMatchObject({ outcome: 'failed', couldNotRun: true });
    const { message: reason } = surprise;
    const effects = walk.effects.slice(before).filter(({ type }) => type !== 'halt');
    expect(effects).toEqual([
      { type: 'hold', environment: 'production', fence: 1, reason },
      { type: 'alarm', environment: 'production', reason },
      { type: 'release', environment: 'production', passed: false },
      { type: 'tidy' },
    ]);
  });

  test('a run that lost its environment to a person ends, and gives nothing back that is not its own', () => {
    const walk = walkThrough(sample, {}, ['MONITOR']);
    const before = walk.effects.length;
    const evicted = { type: 'evicted', environment: 'production', by: 'ada', reason: 'errors' } as const;
    step(walk, sample, { ...evicted, fence: 9 });
    expect(walk.run.phase).toBe('running');
    step(walk, sample, { ...evicted, fence: 1 });
    expect(walk.run).toMatchObject({ phase: 'ended', ending: 'cancelled', endingReason: 'errors (ada)' });
    expect(walk.effects.slice(before).map(({ type }) => type)).toEqual(['halt', 'tidy']);
  });

  test('so does one that was being settled when the person came', () => {
    const walk = walkThrough(sample, {}, ['MONITOR']);
    step(walk, sample, { type: 'stopped', ending: 'cancelled', by: 'ada', reason: 'no' });
    expect(walk.run.phase).toBe('settling');
    step(walk, sample, { type: 'evicted', environment: 'production', fence: 1, by: 'bob', reason: 'errors' });
    expect(walk.run).toMatchObject({ phase: 'ended', ending: 'cancelled', endingReason: 'no (ada)' });
  });
});

describe('late, repeated and lost', () => {
  test('the same answer twice counts once', () => {
    const walk = walkThrough(sample, {}, ['CI']);
    const answer = {
      type: 'progressed',
      node: 'CI',
      visit: 1,
      look: 1,
      progress: { kind: 'ended', outcome: 'done' },
    } as const;
    step(walk, sample, answer);
    const before = structuredClone(walk.run);
    const effects = walk.effects.length;
    step(walk, sample, answer);
    expect(walk.run).toEqual(before);
    expect(walk.effects).toHaveLength(effects);
  });

  test('the answer of an overtaken look is dropped', () => {
    const walk = walkThrough(sample, {}, ['CI']);
    step(
      walk,
      sample,
      {
        type: 'progressed',
        node: 'CI',
        visit: 1,
        look: 1,
        progress: { kind: 'waiting', message: 'npm ci', wakeAt: 9 },
      },
      {},
      ['CI'],
    );
    step(walk, sample, { type: 'woken', node: 'CI', visit: 1, look: 1 }, {}, ['CI']);
    step(walk, sample, {
      type: 'progressed',
      node: 'CI',
      visit: 1,
      look: 1,
      progress: { kind: 'ended', outcome: 'failed' },
    });
    expect(walk.run.steps['CI']?.state).toBe('active');
  });

  test('a signal during a call makes the step look again right after it, never beside it', () => {
    const walk = walkThrough(sample, {}, ['REVIEW']);
    const looks = () => walk.effects.filter((effect) => effect.type === 'perform' && effect.node === 'REVIEW').length;
    const signal = { name: 'answer', at: 1, by: 'bob', data: { decision: 'approved', comment: '' } };
    step(walk, sample, { type: 'signalled', node: 'REVIEW', signal }, {}, ['REVIEW']);
    expect(looks()).toBe(1);
    step(
      walk,
      sample,
      { type: 'progressed', node: 'REVIEW', visit: 1, look: 1, progress: { kind: 'waiting', message: 'waits' } },
      {},
      ['REVIEW'],
    );
    expect(looks()).toBe(2);
    expect(walk.run.steps['REVIEW']?.signals).toEqual([signal]);
  });

  test('what breaks is tried again a few times, then is the failure outcome with its reason', () => {
    const walk = walkThrough(sample, {}, ['CI']);
    const broke = { kind: 'broke', code: 'x', message: 'No network.', hint: 'Plug it in.', retry: true } as const;
    for (let look = 1; look <= 4; look += 1) {
      step(walk, sample, { type: 'progressed', node: 'CI', visit: 1, look, progress: broke }, {}, ['CI']);
    }
    expect(walk.run.steps['CI']).toMatchObject({ state: 'ended', outcome: 'failed', couldNotRun: true, attempt: 4 });
    expect(walk.run.ending).toBe('failed');
    expect(walk.run.endingReason).toContain('CI');
  });
});

describe('cycles', () => {
  const cycle = deliveryOf(
    documentOf(
      ['S([Start]) --> A[Build]', 'A --> B[Test]', 'B -->|fail| C[Fix]', 'C -->|always| A', 'B -->|pass| D[Tell]'],
      ['A: { uses: checkout, max-visits: 2 }', 'B: { run: test }', 'C: { run: fix }', 'D: { uses: notify }'],
    ),
  );

  test('a back edge begins the next visit, and the last one fails the run', () => {
    const { run, started } = walkThrough(cycle, { B: 'fail' });
    expect(started).toEqual(['A', 'B', 'C', 'A', 'B', 'C']);
    expect(run.ending).toBe('failed');
    expect(run.endingReason).toContain('max-visits 2');
  });
});

test('a join that waits for a token which never comes is stuck, and says where', () => {
  const stuck = deliveryOf(
    documentOf(
      ['A[Check] -->|yes| B[One]', 'A -->|no| C[Two]', 'B --> D[Join]', 'E[Rule] -->|yes| D', 'E -->|no| F[Tell]'],
      [
        'A: { uses: approval-rule }',
        'B: { uses: checkout }',
        'C: { uses: checkout }',
        'D: { uses: checkout }',
        'E: { uses: approval-rule }',
        'F: { uses: notify }',
      ],
    ),
  );
  const { run } = walkThrough(stuck, { A: 'yes', E: 'no' });
  expect(run.ending).toBe('failed');
  expect(run.endingReason).toContain('stuck at D');
});
