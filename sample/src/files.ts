import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { Hono } from 'hono';

const FOLDER = new URL('../public/', import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The files of `public/`, read once at start. */
export function staticFiles(): Hono {
  const files = new Hono();
  for (const name of readdirSync(FOLDER)) {
    const content = readFileSync(new URL(name, FOLDER), 'utf8');
    const headers = {
      'Content-Type': TYPES[extname(name)] ?? 'application/octet-stream',
      // A browser asks again after a minute; the edge keeps the file until the next release invalidates it.
      'Cache-Control': 'public, max-age=60, s-maxage=86400',
    };
    files.get(`/${name}`, (c) => c.body(content, 200, headers));
  }
  return files;
}
