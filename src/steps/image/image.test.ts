import { expect, test } from 'vitest';
import { contextOf, ends } from '../../../test/support/step-context.ts';
import { image } from './image.ts';

test('the release is named after service and commit, and holds the digest; a repeat gives the same', async () => {
  const context = contextOf({});
  const built = ends(await image.start(context));
  expect(built.output).toEqual({
    id: 'shop@c0ffee1',
    services: { shop: 'sha256:c0ffee1234567890' },
    commit: 'c0ffee1234567890',
    runId: 'shop-7',
  });
  expect(ends(await image.check(context))).toEqual(built);
});

test('every time in it is the time of the commit', async () => {
  const context = contextOf({ service: 'front' });
  await image.start(context);
  expect(context.world.callsOf('images.build')[0]?.[0]).toMatchObject({ service: 'front', commitTime: 1_700_000_000 });
});
