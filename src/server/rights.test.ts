import { beforeAll, expect, test } from 'vitest';
import { documentOf, sketchDelivery } from '../../test/support/delivery.ts';
import { serverOn } from '../../test/support/services.ts';
import { freshDirectory, pushOf, storeForFile } from '../../test/support/store.ts';
import { NOW } from '../../test/support/step-context.ts';
import { pathOf, routes } from '../api/routes.ts';
import { whyMayNot, type Role } from '../lib/rights.ts';
import { answerReview } from './answer-review.ts';
import { NEEDS } from './rights.ts';

const given = storeForFile();
const REVIEW = {
  kind: 'review',
  settings: { by: 'seniors', count: 1, timeout: '24h', before: 'production' },
  waitsForPeople: true,
  outcomes: [
    { name: 'approved', way: 'forward' },
    { name: 'rejected', way: 'failure' },
  ],
} as const;
const DOCUMENT = documentOf(sketchDelivery({ ASK: REVIEW, LAST: {} }, ['ASK -> LAST']));

let roles: readonly Role[] = [];
let server: ReturnType<typeof serverOn>;
beforeAll(() => {
  server = serverOn(given.store, freshDirectory(), DOCUMENT, {
    whyMayNot: (person, right, environments) => whyMayNot(roles, person, right, environments),
    asksWhoReads: () => true,
  });
});

const paths = Object.entries(NEEDS).flatMap(([name, needs]) => {
  const path = pathOf(routes[name as keyof typeof routes], {
    run: 'shop-1',
    name: 'production',
    node: 'ASK',
    project: 'shop',
  });
  return Object.entries(needs).map(([method, right]) => [method, path, right] as const);
});

test('every route under /api/ needs something', () => {
  const without = Object.entries(routes).filter(
    ([name, path]) => path.startsWith('/api/') && Object.keys(NEEDS[name as keyof typeof routes]).length === 0,
  );
  expect(without).toEqual([]);
});

test.each(paths)('%s %s answers nobody, and nobody without a role; both are written down', async (method, path) => {
  roles = [{ groups: ['others'], may: ['see', 'run', 'review', 'operate'] }];
  server.notes.length = 0;
  const asks = (headers: Record<string, string>) =>
    method === 'GET' ? server.get(path, headers) : server.postRaw(path, '{}', headers);
  expect((await asks({})).status).toBe(401);
  expect((await asks({ authorization: 'Bearer token-of-ada' })).status).toBe(403);
  expect(server.notes.map(({ who, result }) => [who, result])).toEqual([
    ['nobody', 'refused'],
    ['ada', 'refused'],
  ]);
});

test.each(paths.filter(([, , right]) => right !== 'see'))('%s %s is refused to who may only see', async (_, path) => {
  roles = [{ groups: ['seniors'], may: ['see'] }];
  const answer = await (_ === 'GET'
    ? server.get(path, { authorization: 'Bearer token-of-ada' })
    : server.post(path, 'ada', {}));
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, 'may-not']);
});

test('a role in one environment does not reach another', async () => {
  roles = [{ groups: ['seniors'], may: ['operate'], environments: ['staging'] }];
  const path = pathOf(routes.lock, { name: 'production' });
  expect((await server.post(path, 'ada', { reason: 'freeze' })).status).toBe(403);
  expect((await given.store.environment('production')).lock).toBeUndefined();
  roles = [{ groups: ['seniors'], may: ['operate'], environments: ['production'] }];
  expect((await server.post(path, 'ada', { reason: 'freeze' })).status).toBe(200);
});

test('whoever may start runs may not thereby say what is live', async () => {
  roles = [{ groups: ['seniors'], may: ['run'] }];
  const adopting = await server.post(routes.runs, 'ada', { ref: 'main', adopt: ['production'] });
  expect(adopting.status).toBe(403);
  expect((await server.post(routes.runs, 'ada', { ref: 'main' })).status).toBe(201);
});

test('who is in the group but has no role to review is refused through every door', async () => {
  const run = await given.store.createRun({ ...pushOf('shop'), startedBy: 'ada' }, DOCUMENT, NOW);
  roles = [{ groups: ['seniors'], may: ['run'] }];
  const door = await server.post(pathOf(routes.answer, { run: run.id }), 'bob', { decision: 'approved' });
  expect(door.status).toBe(403);
  const chat = answerReview(
    server.services,
    { run: run.id, decision: 'approved' },
    { name: 'bob', groups: ['seniors'] },
  );
  await expect(chat).rejects.toMatchObject({ message: 'bob has no role that may review.' });
  roles = [{ groups: ['seniors'], may: ['review'], environments: ['production'] }];
  expect((await server.post(pathOf(routes.answer, { run: run.id }), 'bob', { decision: 'approved' })).status).toBe(200);
});

test('somebody who left hears no more of what changes', async () => {
  roles = [{ groups: ['seniors'], may: ['see'] }];
  const stream = await server.get(routes.changes, { authorization: 'Bearer token-of-ada' });
  const reader = stream.body!.getReader();
  const decoder = new TextDecoder();
  let heard = decoder.decode((await reader.read()).value);
  roles = [];
  const { id } = await given.store.createRun({ ...pushOf('shop'), startedBy: 'bob' }, DOCUMENT, NOW);
  for (let next = await reader.read(); !next.done; next = await reader.read()) heard += decoder.decode(next.value);
  expect(heard).not.toContain(`"${id}"`);
});
