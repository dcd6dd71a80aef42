import { expect, test } from 'vitest';
import { documentOf, sketchDelivery } from '../../test/support/delivery.ts';
import { serverOn } from '../../test/support/services.ts';
import { freshDirectory, storeForFile } from '../../test/support/store.ts';
import { routes } from '../api/routes.ts';
import { refusal } from '../api/shapes.ts';

const given = storeForFile();
const MINUTE_MS = 60_000;
const ADA = { authorization: 'Bearer token-of-ada' };
const BOB = { authorization: 'Bearer token-of-bob' };

function serverAt(clock: { now: number }) {
  const document = documentOf(sketchDelivery({ LINT: {} }, []));
  return serverOn(given.store, freshDirectory(), document, { now: () => clock.now });
}

test('past the limit one is told when to ask again; others are not kept waiting, and the next minute is free', async () => {
  const clock = { now: 10 * MINUTE_MS + 45_000 };
  const server = serverAt(clock);
  const ask = async (headers: Record<string, string>) => server.get(routes.auditKey, headers);
  for (let asked = 0; asked < 3_000; asked++) expect((await ask(ADA)).status).toBe(200);
  const refused = await ask(ADA);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '15']);
  expect(refusal.parse(await refused.json())).toMatchObject({ code: 'too-many-requests' });
  expect((await ask(BOB)).status).toBe(200);
  expect((await ask({})).status).toBe(200);
  clock.now += 15_000;
  expect((await ask(ADA)).status).toBe(200);
});

test('whoever tries out tokens is stopped soon, and who has one at the same address is not', async () => {
  const server = serverAt({ now: 10 * MINUTE_MS });
  const guess = async (n: number) => (await server.get(routes.home, { authorization: `Bearer guess-${n}` })).status;
  const answers: number[] = [];
  for (let n = 0; n < 61; n++) answers.push(await guess(n));
  expect(answers).toEqual([...Array.from({ length: 60 }, () => 401), 429]);
  expect((await server.get(routes.auditKey, ADA)).status).toBe(200);
});

test('what other services send is not counted', async () => {
  const server = serverAt({ now: 10 * MINUTE_MS });
  for (let n = 0; n < 3_100; n++) expect((await server.postRaw('/webhooks/nobody', '{}', {})).status).toBe(404);
});
