import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideEnvironment } from './decide-environment.ts';
import {
  newEnvironment,
  type Environment,
  type EnvironmentEffect,
  type EnvironmentEvent,
  type HeldRelease,
  type QueueRules,
} from './environment.ts';
import { isBad, knownReleases } from './releases.ts';

describe('the queue', () => {
  test('is first come, first served, unless the operator says newest first', () => {
    const waiting = (rules?: QueueRules) =>
      turnOf([claim(1, rules), claim(2, rules), claim(4, rules), claim(3, rules)]);
    expect(waiting().queue.map(({ runId }) => runId)).toEqual(['shop-2', 'shop-4', 'shop-3']);
    const newest = waiting({ queue: 'newest-first', supersede: false });
    expect(newest.queue.map(({ runId }) => runId)).toEqual(['shop-4', 'shop-3', 'shop-2']);
    const { environment, effects } = decideEnvironment(newest, done(1), 5);
    expect(environment.claim).toMatchObject({ runId: 'shop-4', fence: 2 });
    expect(effects).toMatchObject([{ type: 'grant', runId: 'shop-4' }]);
  });

  test('a newer commit of the same branch ends those that wait, and says so; who is at work goes on', () => {
    const rules = { queue: 'fifo', supersede: true } as const;
    const before = turnOf([claim(1, rules), claim(2, rules), claim(3, rules, 'other')]);
    const { environment, effects } = decideEnvironment(before, claim(4, rules), 5);
    expect(environment.claim?.runId).toBe('shop-1');
    expect(environment.queue.map(({ runId }) => runId)).toEqual(['shop-3', 'shop-4']);
    expect(effects).toEqual([
      {
        type: 'supersede',
        runId: 'shop-2',
        by: 'shop-4',
        reason: 'a newer commit of the same branch waits for production',
      },
    ]);
  });

  test('an older run that comes late, a retry say, is the one that is superseded', () => {
    const rules = { queue: 'fifo', supersede: true } as const;
    const { environment, effects } = decideEnvironment(turnOf([claim(5, rules)]), claim(2, rules), 5);
    expect(environment.queue).toEqual([]);
    expect(effects).toMatchObject([
      { type: 'supersede', runId: 'shop-2', by: 'shop-5', reason: /is on its way to production/ },
    ]);
  });
});

describe('a rollback by hand', () => {
  test('goes one good release back, bans what it leaves, and keeps automation away until it is lifted', () => {
    const before = turnOf([...delivered(1), ...delivered(2), claim(3), claim(4)]);
    const asked = decideEnvironment(before, rollback(), 50);
    expect(asked.effects).toEqual([
      { type: 'evict', runId: 'shop-3', fence: 3, by: 'ada', reason: 'production is rolled back: errors' },
      { type: 'roll-back', fence: 4 },
    ]);
    expect(asked.environment).toMatchObject({
      hold: { owner: 'ada', reason: 'errors', since: 50 },
      rollback: { fence: 4, to: { release: release(1) }, leaving: [release(2)] },
    });
    expect(asked.environment.claim).toBeUndefined();
    const back = decideEnvironment(asked.environment, { type: 'rolled-back', fence: 4 }, 60);
    expect(back.environment).toMatchObject({ live: { release: release(1) }, lastGood: { release: release(1) } });
    expect(back.effects).toEqual([]);
    expect(isBad(back.environment, release(2))).toBe(true);
    const lifted = decideEnvironment(back.environment, { type: 'lifted', by: 'bob' }, 70);
    expect(lifted.environment.claim).toMatchObject({ runId: 'shop-4', fence: 5 });
    expect(isBad(lifted.environment, release(2))).toBe(true);
    const unbanned = decideEnvironment(lifted.environment, { type: 'unbanned', by: 'bob', release: 'shop@2' }, 80);
    expect(isBad(unbanned.environment, release(2))).toBe(false);
  });

  test('of a canary leaves what serves beside it', () => {
    const canary = turnOf([...delivered(1), ...delivered(2), claim(3), change(3, { type: 'launched', slot: slot(3) })]);
    const { environment } = decideEnvironment(canary, rollback(), 50);
    expect(environment.rollback).toMatchObject({ to: { release: release(2) }, leaving: [release(3)] });
  });

  test('goes where a person says, be it further back', () => {
    const before = turnOf([...delivered(1), ...delivered(2), ...delivered(3)]);
    expect(knownReleases(before).map(({ id }) => id)).toEqual(['shop@3', 'shop@2', 'shop@1']);
    const { environment } = decideEnvironment(before, rollback(release(1)), 50);
    expect(environment.rollback).toMatchObject({ to: { release: release(1) }, leaving: [release(3)] });
  });

  test('never refuses: not of the first release, not where nothing stands, not through a lock, not twice', () => {
    const first = decideEnvironment(turnOf(delivered(1)), rollback(), 50).environment;
    expect(first.rollback).toMatchObject({ to: { release: release(1) }, leaving: [] });
    const empty = decideEnvironment(newEnvironment('production'), rollback(), 50);
    expect(empty.environment.rollback).toMatchObject({ leaving: [] });
    expect(empty.effects).toEqual([{ type: 'roll-back', fence: 1 }]);
    const locked = turnOf([...delivered(1), ...delivered(2), { type: 'locked', owner: 'bob', reason: 'audit' }]);
    const asked = decideEnvironment(locked, rollback(), 50);
    expect(asked.effects).toHaveLength(1);
    expect(decideEnvironment(asked.environment, rollback(), 51)).toEqual({
      environment: asked.environment,
      effects: [],
    });
    const elsewhere = decideEnvironment(asked.environment, rollback(release(2)), 52);
    expect(elsewhere.effects).toEqual([{ type: 'roll-back', fence: asked.environment.fence + 1 }]);
  });

  test('lets nothing that the evicted run still says count', () => {
    const canary = turnOf([...delivered(1), claim(2)]);
    const { environment } = decideEnvironment(canary, rollback(), 50);
    const late = decideEnvironment(environment, change(2, { type: 'went-live', slot: slot(2) }), 51);
    expect(late).toEqual({ environment, effects: [] });
    expect(decideEnvironment(environment, done(2), 52)).toEqual({ environment, effects: [] });
  });
});

describe('a surprise', () => {
  test('holds everything as it was found, until a person has looked', () => {
    const canary = turnOf([...delivered(1), claim(2), change(2, { type: 'launched', slot: slot(2) }), claim(3)]);
    const held = turnOf([{ type: 'held', runId: 'shop-2', fence: 2, reason: 'somebody was here' }], canary);
    const left = decideEnvironment(held, { type: 'claim-released', runId: 'shop-2', passed: false }, 60);
    expect(left.effects).toEqual([]);
    expect(left.environment).toMatchObject({ candidate: slot(2), hold: { owner: 'shipchart' } });
    const lifted = decideEnvironment(left.environment, { type: 'lifted', by: 'ada' }, 70);
    expect(lifted.effects).toMatchObject([
      { type: 'retire', colour: 'green' },
      { type: 'grant', runId: 'shop-3' },
    ]);
    expect(lifted.environment.candidate).toBeUndefined();
  });
});

test('whatever happens in whatever order: one holder at a time, fences only rise, a held environment is granted to nobody', () => {
  const run = fc.integer({ min: 1, max: 5 });
  const rules = fc.option(
    fc.record({ queue: fc.constantFrom('fifo' as const, 'newest-first' as const), supersede: fc.boolean() }),
    { nil: undefined },
  );
  const event: fc.Arbitrary<EnvironmentEvent> = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(run, rules).map(([number, given]) => claim(number, given)) },
    { weight: 3, arbitrary: run.map(done) },
    fc.tuple(run, run).map(([number, fence]) => change(number, { type: 'launched', slot: slot(number) }, fence)),
    fc.tuple(run, run).map(([number, fence]) => change(number, { type: 'went-live', slot: slot(number) }, fence)),
    fc
      .tuple(run, run)
      .map(([number, fence]) => ({ type: 'held' as const, runId: `shop-${number}`, fence, reason: '?' })),
    fc.constant<EnvironmentEvent>({ type: 'lifted', by: 'ada' }),
    fc.constant<EnvironmentEvent>(rollback()),
    run.map((fence): EnvironmentEvent => ({ type: 'rolled-back', fence })),
    fc.constant<EnvironmentEvent>({ type: 'locked', owner: 'ada', reason: '-' }),
    fc.constant<EnvironmentEvent>({ type: 'unlocked', by: 'ada' }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      let environment = newEnvironment('production');
      for (const [at, each] of events.entries()) {
        const { environment: next, effects } = decideEnvironment(environment, each, at);
        expect(next.fence).toBeGreaterThanOrEqual(environment.fence);
        const grants = effects.filter((effect) => effect.type === 'grant');
        expect(grants.length).toBeLessThanOrEqual(1);
        if (grants.length > 0) {
          expect([next.hold, next.rollback, next.lock]).toEqual([undefined, undefined, undefined]);
          expect(next.claim).toMatchObject({ runId: (grants[0] as { runId: string }).runId, fence: next.fence });
        }
        expect(next.queue.some(({ runId }) => runId === next.claim?.runId)).toBe(false);
        // Nobody leaves the queue in silence: they got the environment, gave up, or were told why.
        const told = new Set(effects.flatMap((effect: EnvironmentEffect) => ('runId' in effect ? [effect.runId] : [])));
        const gone = environment.queue.filter(({ runId }) => !next.queue.some((other) => other.runId === runId));
        for (const { runId } of gone)
          expect(told.has(runId) || (each.type === 'claim-released' && each.runId === runId)).toBe(true);
        environment = next;
      }
    }),
  );
});

function turnOf(events: readonly EnvironmentEvent[], from: Environment = newEnvironment('production')): Environment {
  return events.reduce((environment, event, at) => decideEnvironment(environment, event, at).environment, from);
}

function claim(number: number, rules?: QueueRules, ref = 'main'): EnvironmentEvent {
  return {
    type: 'claim-requested',
    runId: `shop-${number}`,
    place: { project: 'shop', number, ref },
    ...(rules ? { rules } : {}),
  };
}

function done(number: number): EnvironmentEvent {
  return { type: 'claim-released', runId: `shop-${number}`, passed: true };
}

function change(
  number: number,
  given: Extract<EnvironmentEvent, { type: 'changed' }>['change'],
  fence = number,
): EnvironmentEvent {
  return { type: 'changed', runId: `shop-${number}`, fence, change: given };
}

/** The run claims, goes live and passes; runs must be delivered in order, since the fences count up with them. */
function delivered(number: number): EnvironmentEvent[] {
  return [claim(number), change(number, { type: 'went-live', slot: slot(number) }), done(number)];
}

function rollback(to?: HeldRelease): EnvironmentEvent {
  return { type: 'rollback-asked', by: 'ada', reason: 'errors', ...(to ? { to } : {}) };
}

function release(number: number): HeldRelease {
  return {
    id: `shop@${number}`,
    services: { shop: `sha256:${number}` },
    commit: `c${number}`,
    runId: `shop-${number}`,
  };
}

function slot(number: number) {
  return { release: release(number), colour: number % 2 === 0 ? ('green' as const) : ('blue' as const) };
}
