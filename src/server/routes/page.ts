import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Route } from '../route.ts';

/** Where `npm run build` puts the page, seen from the sources and from the built server alike. */
const PAGE_FOLDERS = ['../../../dist/web/', '../../web/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webmanifest': 'application/manifest+json',
};

/** The page's files; every other path is a view of the page and gets its HTML. */
export const pageRoute: Route = (app) => {
  app.get('*', async (context) => {
    const path = normalize(context.req.path).replace(/^[/\\]+/, '');
    const type = TYPES[extname(path)];
    const file = type === undefined || path.includes('..') ? undefined : await read(path);
    if (file && type !== undefined)
      return context.body(file, 200, { 'content-type': type, 'cache-control': caching(path) });
    if (context.req.path.startsWith('/api/') || type !== undefined) {
      return context.json(
        { code: 'not-found', message: `There is nothing at ${context.req.path}.`, hint: 'Start at /.' },
        404,
      );
    }
    const html = await read('index.html');
    if (html)
      return context.body(html, 200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
    return context.text('The page is not built yet. Run: npm run build\n', 503);
  });
};

/** Files in `assets/` carry a hash of their content in their name. */
function caching(path: string): string {
  return path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}

async function read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  for (const folder of PAGE_FOLDERS) {
    const bytes = await readFile(join(folder, path)).catch(() => undefined);
    if (bytes) return new Uint8Array(bytes);
  }
  return undefined;
}
