import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { WorldFailure } from '../../ports/failure.ts';
import { openEffects, type Effects } from './effects.ts';
import {
  createFailurePlan,
  failureList,
  SERVICES,
  type CommandedFailure,
  type FailurePlan,
  type Service,
} from './failure-plan.ts';

const LOOPBACK = '127.0.0.1';
const BODY_BYTES_MAX = 1024 * 1024;
const SLOW_DEFAULT_MS = 3_000;

/** Services that know a key again and do its work once; the others do whatever they are asked, each time. */
const KNOWS_KEYS = { notices: false, incidents: true, invalidations: true } as const;

const order = z.looseObject({ key: z.string().min(1) });

/** A chat, a pager and a cdn that fail on command and count what they did. */
export interface Vendor {
  /** `http://127.0.0.1:4499` */
  address: string;
  effects: Effects;
  failures: FailurePlan;
  close(): Promise<void>;
}

/** Starts the vendor on a loopback port (0: any), its books in `file`. */
export async function startVendor(given: {
  port: number;
  file: string;
  random: () => number;
  hear?: (line: string) => void;
}): Promise<Vendor> {
  const books: Books = {
    effects: openEffects(given.file),
    failures: createFailurePlan(given.random),
    hear: given.hear ?? (() => undefined),
  };
  const server = createServer((request, response) => {
    answer(books, request, response).catch((error: unknown) => {
      if (!response.headersSent) say(response, 400, { message: String(error) });
    });
  });
  await listen(server, given.port);
  return { address: addressOf(server), ...books, close: () => close(server) };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? portInUse(port) : error),
    );
    server.listen(port, LOOPBACK, () => resolve());
  });
}

function portInUse(port: number): WorldFailure {
  return new WorldFailure({
    code: 'port-in-use',
    message: `Port ${port} is taken by another program.`,
    hint: 'A stand-in may run already; or choose another with --port.',
    retry: false,
  });
}

interface Books {
  effects: Effects;
  failures: FailurePlan;
  hear(line: string): void;
}

async function answer(books: Books, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://vendor').pathname.slice(1);
  const service = SERVICES.find((each) => each === path);
  if (request.method === 'GET' && path === 'effects') return say(response, 200, books.effects.all());
  if (request.method === 'GET' && path === 'failures') return say(response, 200, books.failures.commanded());
  if (request.method === 'PUT' && path === 'failures') {
    books.failures.command(failureList.parse(await readBody(request)));
    return say(response, 200, books.failures.commanded());
  }
  if (request.method !== 'POST' || !service) return say(response, 404, { message: `nothing is at /${path}` });
  const { key } = order.parse(await readBody(request));
  await serve(books, service, key, request, response);
}

async function serve(
  books: Books,
  service: Service,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  books.effects.asked(service, key);
  const met = books.failures.meet(service, key);
  books.hear(`${service} ${key}${met ? `: ${met.failure}` : ''}`);
  switch (met?.failure) {
    case 'error':
      return say(response, 500, { message: 'the vendor is out of order' });
    case 'refuse':
      return say(response, 403, { message: 'the vendor does not take this' });
    case 'drop':
      return void request.socket.destroy();
    case 'hang':
      return;
    default:
      return finish(books, { service, key }, met, request, response);
  }
}

/** What is done, whatever the one who asked hears of it. */
async function finish(
  { effects }: Books,
  { service, key }: { service: Service; key: string },
  met: CommandedFailure | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!KNOWS_KEYS[service] || !effects.of(service, key)?.done) effects.done(service, key);
  if (met?.failure === 'drop-after') return void request.socket.destroy();
  if (met?.failure === 'error-after') return say(response, 500, { message: 'the vendor fell over after doing it' });
  if (met?.failure === 'slow') await pause(met.slowMs ?? SLOW_DEFAULT_MS);
  say(response, 200, { id: key });
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw new Error(`the body is larger than ${BODY_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function say(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function addressOf(server: Server): string {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the vendor listens on no port');
  return `http://${LOOPBACK}:${address.port}`;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
