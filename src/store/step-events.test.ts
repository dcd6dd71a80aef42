import { expect, test } from 'vitest';
import { answerStep, endStepOf } from '../../test/support/answer-step.ts';
import { documentOf, sketchDelivery } from '../../test/support/delivery.ts';
import { onEveryDatabase, pushOf } from '../../test/support/store.ts';

const DOCUMENT = documentOf(sketchDelivery({ WATCH: {}, OTHER: {} }, ['WATCH -> OTHER']));

onEveryDatabase((given) => {
  test('a long wait is thinned out, its beginning and its end are kept', async () => {
    const { id } = await given.store.createRun(pushOf('shop'), DOCUMENT, 1);
    for (let look = 1; look <= 40; look += 1) {
      const figures = { look, said: '\u0000 "node":"OTHER"' };
      await answerStep(given.store, id, 'WATCH', { kind: 'waiting', message: 'watches', figures }, look);
      await given.store.advance(id, { type: 'woken', node: 'WATCH', visit: 1, look }, look);
      await given.store.advance(id, { type: 'signalled', node: 'WATCH', signal: { name: 'again', at: look } }, look);
    }
    await endStepOf(given.store, id, 'WATCH', 'pass', 50);
    const all = await given.store.stepEvents(id, 'WATCH', 1_000);
    const some = await given.store.stepEvents(id, 'WATCH', 10);
    expect(all.every(({ event }) => 'node' in event && event.node === 'WATCH')).toBe(true);
    expect(some.length).toBeLessThan(all.length);
    expect(some[0]).toEqual(all[0]);
    expect(some.at(-1)).toEqual(all.at(-1));
  });
});
