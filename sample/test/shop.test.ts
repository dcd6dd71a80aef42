import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PRODUCTS } from '../src/products.ts';
import { shop } from '../src/shop.ts';

const app = shop('abc123');

test('the page lists every product and holds no script of its own', async () => {
  const answer = await app.request('/');
  const html = await answer.text();
  for (const { name } of PRODUCTS) assert.ok(html.includes(`<h2>${name}</h2>`), name);
  assert.doesNotMatch(html, /<script[^>]*>[^<]/);
  assert.equal(answer.headers.get('cache-control'), 'private, no-cache');
});

test('the page remembers what a visitor looked at', async () => {
  const look = await app.request('/api/products/mug');
  const cookie = look.headers.get('set-cookie')?.split(';')[0] ?? '';
  const html = await (await app.request('/', { headers: { cookie } })).text();
  assert.match(html, /Seen before: Mug</);
});

test('the edge may keep files, and nothing else', async () => {
  for (const [path, expected] of [
    ['/app.js', /^public, max-age=60, s-maxage=/],
    ['/style.css', /^public/],
    ['/icon.svg', /^public/],
    ['/api/products', /^no-store$/],
    ['/api/products/yacht', /^no-store$/],
    ['/version', /^no-store$/],
    ['/healthz', /^no-store$/],
  ] as const) {
    const answer = await app.request(path);
    assert.match(answer.headers.get('cache-control') ?? '', expected, path);
  }
});

test('the API sells a cart', async () => {
  const lines = [{ id: 'mug', quantity: 1 }];
  const cart = await send('/api/cart', { lines });
  assert.equal(cart.status, 200);
  assert.equal(cart.body['totalCents'], 1690);
  const order = await send('/api/checkout', { lines });
  assert.equal(order.status, 201);
  assert.match(String(order.body['order']), /^[0-9a-f-]{36}$/);
});

test('the API refuses what it cannot sell', async () => {
  assert.equal((await send('/api/cart', { lines: [{ id: 'yacht', quantity: 1 }] })).status, 400);
  assert.equal((await send('/api/checkout', { lines: [] })).status, 400);
  assert.equal((await app.request('/api/cart', { method: 'POST', body: 'no json' })).status, 400);
  assert.equal((await app.request('/api/cart', { method: 'POST', body: 'x'.repeat(20_000) })).status, 413);
  assert.equal((await app.request('/api/products/yacht')).status, 404);
});

test('the version is the commit it was released from', async () => {
  assert.deepEqual(await (await app.request('/version')).json(), { commit: 'abc123' });
});

async function send(path: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await app.request(path, { method: 'POST', body: JSON.stringify(body) });
  return { status: answer.status, body: await answer.json() };
}
