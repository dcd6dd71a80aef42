import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import type { Change } from '../../../src/api/shapes.ts';

const PAGE = join(import.meta.dirname, '../../../dist/web');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** As strict as the page bears: nothing inline, nothing from elsewhere. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

/** A file of the built page; every path that is no file is a view of the page. */
export async function sendPage(path: string, response: ServerResponse): Promise<void> {
  const file = extname(path) === '' ? 'index.html' : path;
  const content = await readFile(join(PAGE, file)).catch(() => undefined);
  if (content === undefined) response.writeHead(404).end();
  else {
    const headers = { 'content-type': TYPES[extname(file)] ?? 'text/plain', 'content-security-policy': POLICY };
    response.writeHead(200, headers).end(content);
  }
}

export function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export function sendRefusal(response: ServerResponse, status: number, code: string, message: string): void {
  const hint = 'Open the address that `shipchart up` printed.';
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ code, message, hint }));
}

export function sayChange(response: ServerResponse, change: Change): void {
  response.write(`data: ${JSON.stringify(change)}\n\n`);
}

export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text);
}
