import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { priceCart, readLines } from './cart.ts';
import { findProduct, PRODUCTS } from './products.ts';
import { addSeen } from './seen.ts';

const MAX_BODY_BYTES = 16 * 1024;
const SEEN_SECONDS = 30 * 24 * 60 * 60;

export const api = new Hono();

api.use(async (c, next) => {
  c.header('Cache-Control', 'no-store');
  await next();
});
api.post('*', bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => c.json({ error: 'Too long.' }, 413) }));

api.get('/products', (c) => c.json(PRODUCTS));

api.get('/products/:id', (c) => {
  const product = findProduct(c.req.param('id'));
  if (!product) return c.json({ error: 'No such product.' }, 404);
  const seen = addSeen(getCookie(c, 'seen'), product.id);
  setCookie(c, 'seen', seen, { path: '/', maxAge: SEEN_SECONDS, httpOnly: true, sameSite: 'Lax' });
  return c.json(product);
});

api.post('/cart', async (c) => {
  const lines = readLines(await body(c));
  return lines ? c.json(priceCart(lines)) : c.json({ error: 'Not a cart.' }, 400);
});

api.post('/checkout', async (c) => {
  const lines = readLines(await body(c));
  if (!lines || lines.length === 0) return c.json({ error: 'Nothing to buy.' }, 400);
  return c.json({ order: randomUUID(), ...priceCart(lines) }, 201);
});

/** The request's JSON; undefined where it is none. */
function body(c: Context): Promise<unknown> {
  return c.req.json<unknown>().catch(() => undefined);
}
