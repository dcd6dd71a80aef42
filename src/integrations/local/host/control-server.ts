import { createHash, timingSafeEqual } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { findRoute } from './control-routes.ts';
import type { EventLog } from './event-log.ts';
import type { Host } from './host.ts';
import { BUG, failureToWire, HOST_PROTOCOL, type HostAbout } from './wire.ts';

export interface ControlServer {
  /** How long nobody has spoken to this host, in milliseconds of the steady clock. */
  silentMs(): number;
  close(): void;
}

const BODY_LIMIT_BYTES = 4 * 1024 * 1024;
/** An empty line now and then tells both ends of an event stream that the other still lives. */
const HEARTBEAT_MS = 5_000;
/** A listener that reads slower than this much is cut off; it comes back and asks for what it missed. */
const LISTENER_LIMIT_BYTES = 4 * 1024 * 1024;

/** Answers the control plane on a unix socket. Every call must carry the key. `stop` is asked for by `POST /stop`. */
export async function openControlServer(order: {
  socket: string;
  key: string;
  host: Host;
  stop(): void;
  log(line: string): void;
}): Promise<ControlServer> {
  const startedAt = Date.now();
  let heardAt = performance.now();
  const server = createServer((request, response) => {
    if (!holdsKey(request, order.key)) {
      answer(response, 401, {
        code: 'key-wrong',
        message: 'The call does not carry the host’s key.',
        hint: '',
        retry: false,
      });
      return;
    }
    heardAt = performance.now();
    const address = new URL(request.url ?? '/', 'http://host');
    if (address.pathname === '/about') {
      answer(response, 200, { protocol: HOST_PROTOCOL, pid: process.pid, startedAt } satisfies HostAbout);
    } else if (address.pathname === '/events') {
      stream(
        response,
        order.host.events,
        Number(address.searchParams.get('after') ?? 0),
        () => (heardAt = performance.now()),
      );
    } else if (address.pathname === '/stop') {
      response.once('close', order.stop);
      answer(response, 202, null);
    } else {
      void perform(request, response, address.pathname, order);
    }
  });
  await listen(server, order.socket);
  return { silentMs: () => performance.now() - heardAt, close: () => closeNow(server, order.socket) };
}

function holdsKey(request: IncomingMessage, key: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${key}`));
}

async function perform(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  order: { host: Host; log(line: string): void },
): Promise<void> {
  try {
    const found = findRoute(request.method ?? 'GET', path);
    if (!found) throw new Error(`no route ${request.method} ${path}`);
    const result = await found.handle(order.host, found.parts, await readBody(request));
    answer(response, 200, result ?? null);
  } catch (cause) {
    const failure = failureToWire(cause);
    if (failure.code === BUG) order.log(`${request.method} ${path}: ${failure.message}`);
    answer(response, failure.code === BUG ? 500 : 409, failure);
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_LIMIT_BYTES) throw new Error(`the body is larger than ${BODY_LIMIT_BYTES} bytes`);
    chunks.push(chunk);
  }
  return bytes === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString());
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function stream(response: ServerResponse, events: EventLog, after: number, alive: () => void): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const send = (line: string) => {
    alive();
    response.write(`${line}\n`);
    if (response.writableLength > LISTENER_LIMIT_BYTES) response.destroy();
  };
  const unfollow = events.follow(after, (event) => send(JSON.stringify(event)));
  const heartbeat = setInterval(() => send(''), HEARTBEAT_MS);
  send('');
  response.once('close', () => {
    alive();
    unfollow();
    clearInterval(heartbeat);
  });
}

/** The lock says that no other host lives in this folder, so a socket that is there is a dead one's. */
async function listen(server: Server, socket: string): Promise<void> {
  rmSync(socket, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  chmodSync(socket, 0o600);
}

function closeNow(server: Server, socket: string): void {
  server.close();
  server.closeAllConnections();
  rmSync(socket, { force: true });
}
