import { Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { api } from './api.ts';
import { staticFiles } from './files.ts';
import { page } from './page.ts';
import { findProduct } from './products.ts';
import { readSeen } from './seen.ts';

/** The whole shop as one function from request to answer; `commit` is the release it belongs to. */
export function shop(commit: string): Hono {
  const app = new Hono();
  app.get('/', (c) => {
    const seen = readSeen(getCookie(c, 'seen')).flatMap((id) => findProduct(id) ?? []);
    c.header('Cache-Control', 'private, no-cache');
    c.header('Content-Security-Policy', "default-src 'self'");
    return c.html(page(seen));
  });
  app.route('/', staticFiles());
  app.route('/api', api);
  app.get('/healthz', (c) => c.json({ ok: true }, 200, { 'Cache-Control': 'no-store' }));
  app.get('/version', (c) => c.json({ commit }, 200, { 'Cache-Control': 'no-store' }));
  app.onError((error, c) => {
    console.error(`${c.req.method} ${c.req.path}: ${error.message}`);
    return c.json({ error: 'Something went wrong.' }, 500, { 'Cache-Control': 'no-store' });
  });
  return app;
}
