import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createClient, type Link, Refused } from './client.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server | undefined;
let handle: Handler = () => undefined;

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});

test('the token goes with each call and the answer comes back as JSON', async () => {
  const client = createClient({ baseUrl: await serve(echo), token: 'letter-from-home' });
  expect(await client.answer('shop-1', { decision: 'approved', comment: 'ship it' })).toMatchObject({
    method: 'POST',
    url: '/api/runs/shop-1/answer',
    authorization: 'Bearer letter-from-home',
    body: { decision: 'approved', comment: 'ship it' },
  });
});

test('names in a path are escaped', async () => {
  const client = createClient({ baseUrl: await serve(echo) });
  expect(await client.environment('a/b c')).toMatchObject({ url: '/api/environments/a%2Fb%20c' });
});

test('a refusal is thrown with what the server said', async () => {
  const refusal = { code: 'no-token', message: 'This needs a token.', hint: 'Run `shipchart token`.' };
  const baseUrl = await serve((_, response) => response.writeHead(401).end(JSON.stringify(refusal)));
  await expect(createClient({ baseUrl }).cancel('shop-1', 'why')).rejects.toMatchObject({ status: 401, refusal });
});

test('an answer of something that is no Shipchart is told as that', async () => {
  const baseUrl = await serve((_, response) => response.writeHead(502).end('<h1>Bad gateway</h1>'));
  await expect(createClient({ baseUrl }).home()).rejects.toMatchObject({ status: 502, refusal: { code: 'http-502' } });
});

test('a server that is not there is unreachable', async () => {
  const baseUrl = await serve(echo);
  await stop();
  const refused = await createClient({ baseUrl })
    .home()
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refused);
  expect(refused).toMatchObject({ status: 0, refusal: { code: 'unreachable' } });
});

test('changes go on after the server was killed, beginning with the present state', async () => {
  const state = (text: string) => `data: ${JSON.stringify({ type: 'inbox', item: { title: text } })}\n\n`;
  let connections = 0;
  const answer: Handler = ({ url }, response) => {
    connections += 1;
    response
      .writeHead(200, { 'content-type': 'text/event-stream' })
      .write(`: beat\n\nid: 17${connections}\n${state(`state ${connections}`)}`);
    asked.push(url);
  };
  const asked: (string | undefined)[] = [];
  const baseUrl = await serve(answer);
  const stopFollowing = new AbortController();
  const links: Link['state'][] = [];
  const seen: string[] = [];
  const changes = createClient({ baseUrl }).changes(undefined, stopFollowing.signal, (link) => links.push(link.state));
  for await (const change of changes) {
    if (change.type === 'inbox') seen.push(change.item.title);
    if (seen.length === 2) stopFollowing.abort();
    else {
      await stop();
      await serve(answer, Number(new URL(baseUrl).port));
    }
  }
  expect(seen).toEqual(['state 1', 'state 2']);
  expect(asked).toEqual(['/api/changes', '/api/changes?since=171']);
  expect(links.at(0)).toBe('open');
  expect(links.at(-1)).toBe('open');
  expect(links).toContain('lost');
});

test('an event comes whole however its bytes are cut, with any line ends', async () => {
  const bytes = Buffer.from(`: hello\r\n\r\ndata: {"type":"inbox",\r\ndata: "item":{"title":"größer 🚀"}}\r\n\r\n`);
  const baseUrl = await serve((_, response) => void trickle(response, bytes));
  const stopFollowing = new AbortController();
  for await (const change of createClient({ baseUrl }).changes('shop-1', stopFollowing.signal)) {
    expect(change).toEqual({ type: 'inbox', item: { title: 'größer 🚀' } });
    stopFollowing.abort();
  }
});

test('following a run that is not there ends with the refusal instead of asking for ever', async () => {
  const refusal = { code: 'no-run', message: 'There is no run x.', hint: 'See `shipchart runs`.' };
  const baseUrl = await serve((_, response) => response.writeHead(404).end(JSON.stringify(refusal)));
  const changes = createClient({ baseUrl }).changes('x', new AbortController().signal);
  await expect(async () => {
    for await (const change of changes) expect(change).toBeUndefined();
  }).rejects.toMatchObject({ refusal });
});

test('a followed log goes on at the byte where the connection was cut', async () => {
  const log = Buffer.from('größer, höher, weiter 🚀\nend\n');
  const cutInsideAnUmlaut = 3;
  const asked: string[] = [];
  const baseUrl = await serve((request, response) => {
    const from = Number(new URL(request.url ?? '', 'http://host').searchParams.get('from'));
    asked.push(String(from));
    response.writeHead(200, { 'content-type': 'text/plain' });
    if (from > 0) response.end(log.subarray(from));
    else response.write(log.subarray(0, cutInsideAnUmlaut), () => setImmediate(() => response.destroy()));
  });
  let text = '';
  const place = { run: 'shop-1', node: 'LINT' };
  for await (const part of createClient({ baseUrl }).followLog(place, new AbortController().signal)) text += part;
  expect(text).toBe(log.toString());
  expect(asked).toEqual(['0', '3']);
});

async function serve(handler: Handler, port = 0): Promise<string> {
  handle = handler;
  server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stop(): Promise<void> {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
}

const echo: Handler = (request, response) => void tell(request, response);

async function tell(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const { method, url, headers } = request;
  const told = { method, url, authorization: headers.authorization, body: body === '' ? undefined : JSON.parse(body) };
  response.end(JSON.stringify(told));
}

/** One byte a write, so that every cut happens. */
async function trickle(response: ServerResponse, bytes: Buffer): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.socket?.setNoDelay(true);
  for (const byte of bytes) {
    response.write(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
