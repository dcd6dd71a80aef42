import { expect, test } from 'vitest';
import { contextOf, ends, NOW, waits } from '../../../test/support/step-context.ts';
import { newWorld } from '../../../test/support/world.ts';
import { cdnInvalidation } from './cdn-invalidation.ts';

const SETTINGS = { of: 'production', paths: ['/*'] };

test('it is asked for under the key of the step, so a repeat finds the first', async () => {
  const world = newWorld();
  const first = waits(await cdnInvalidation.start(contextOf(SETTINGS, { world })));
  expect(waits(await cdnInvalidation.start(contextOf(SETTINGS, { world })))).toEqual(first);
  expect(first).toMatchObject({
    message: 'invalidation inv-1 is under way',
    wakeAt: NOW + 2_000,
    memo: { id: 'inv-1', waitMs: 2_000 },
  });
});

test('it is done when the cache says so, and no sooner', async () => {
  const world = newWorld();
  const { memo } = waits(await cdnInvalidation.start(contextOf(SETTINGS, { world })));
  const context = contextOf(SETTINGS, { world, memo });
  expect(ends(await cdnInvalidation.check(context)).output).toEqual({ id: 'inv-1', dropped: 3 });
  expect(context.lines).toEqual(['3 cached answers for /* dropped (invalidation inv-1).']);
});

test('a cache that takes long is asked less and less often, and at least every half minute', async () => {
  const world = newWorld();
  world.ports.cdn.status = async (_environment, id) => ({ id, state: 'in-progress' });
  let { memo } = waits(await cdnInvalidation.start(contextOf(SETTINGS, { world })));
  const pauses: number[] = [];
  for (let look = 0; look < 10; look++) {
    const { wakeAt = NOW, memo: next } = waits(await cdnInvalidation.check(contextOf(SETTINGS, { world, memo })));
    pauses.push((wakeAt - NOW) / 1_000);
    memo = next;
  }
  expect(pauses.slice(0, 3)).toEqual([3, 4.5, 6.75]);
  expect(pauses.at(-1)).toBe(30);
});
