// Against a shop that runs somewhere: SHIPCHART_URL says where.
import assert from 'node:assert/strict';
import { test } from 'node:test';

const base = process.env['SHIPCHART_URL'];
if (!base)
  throw new Error('SHIPCHART_URL is not set: the address of the shop to test, for example http://127.0.0.1:3000');

test('the shop is well and says which commit it runs', async () => {
  assert.equal((await fetch(new URL('/healthz', base))).status, 200);
  const version = await json('/version');
  assert.equal(typeof version['commit'], 'string');
});

test('a visitor looks at a product and finds it again on the page', async () => {
  const look = await fetch(new URL('/api/products/poster', base));
  const cookie = look.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const page = await fetch(new URL('/', base), { headers: { cookie } });
  assert.match(await page.text(), /Seen before: Poster</);
});

test('every product of the list can be bought', async () => {
  const products: { id: string; cents: number }[] = await (await fetch(new URL('/api/products', base))).json();
  assert.ok(products.length > 0);
  for (const { id, cents } of products) {
    const order = await json('/api/checkout', { lines: [{ id, quantity: 1 }] });
    assert.equal(order['goodsCents'], cents);
    assert.ok(order['order']);
  }
});

test('files may be cached, answers of the API may not', async () => {
  const file = await fetch(new URL('/app.js', base));
  assert.match(file.headers.get('cache-control') ?? '', /public/);
  const answer = await fetch(new URL('/api/products', base));
  assert.equal(answer.headers.get('cache-control'), 'no-store');
});

async function json(path: string, body?: unknown): Promise<Record<string, unknown>> {
  const request = body ? { method: 'POST', body: JSON.stringify(body) } : {};
  return (await fetch(new URL(path, base), request)).json();
}
