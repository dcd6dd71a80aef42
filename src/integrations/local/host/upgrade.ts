import { request as httpRequest, STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { requestHeaders, responseHeaders } from './forwarded-headers.ts';
import type { Lane } from './lane.ts';

const ANSWER_LIMIT_MS = 60_000;
const KEEP_ALIVE_PROBE_MS = 60_000;

/**
 * Carries an upgrade (a WebSocket, say) through: the request's head is parsed on both sides, and only once the release agreed do the two
 * sockets speak past us. A refusal is handed back and the connection closed, so that nothing can be smuggled behind it.
 */
export function forwardUpgrade(request: IncomingMessage, client: Socket, head: Buffer, lane: Lane): void {
  const outcome = watchUpgrade(lane, client);
  const upstream = httpRequest({
    host: '127.0.0.1',
    port: lane.port,
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: upgradeHeaders(request),
    agent: false,
    timeout: ANSWER_LIMIT_MS,
  });
  client.on('error', () => client.destroy());
  client.once('close', () => upstream.destroy());
  upstream.once('timeout', () => upstream.destroy(new Error('no answer in time')));
  upstream.once('error', () => {
    outcome.unanswered();
    client.end(plainHead(502, ['content-length', '0']));
  });
  upstream.once('response', (answer) => {
    const status = answer.statusCode ?? 502;
    outcome.answered(status);
    client.write(plainHead(status, responseHeaders(answer.rawHeaders)));
    answer.pipe(client);
  });
  upstream.once('upgrade', (answer: IncomingMessage, socket: Socket, first: Buffer) => {
    outcome.answered(101);
    client.write(rawHead(101, answer.rawHeaders));
    join(client, socket, lane);
    if (first.length > 0) client.write(first);
    if (head.length > 0) socket.write(head);
  });
  upstream.end();
}

/** Counts the request once, and holds it as under way until the client's socket is closed. */
function watchUpgrade(lane: Lane, client: Socket): { answered(status: number): void; unanswered(): void } {
  let told = false;
  const once = (tell: () => void) => {
    if (!told) tell();
    told = true;
  };
  lane.inFlight++;
  lane.tally.dispatched();
  client.once('close', () => {
    lane.inFlight--;
    once(() => lane.tally.unanswered(false));
  });
  return {
    answered: (status) => once(() => lane.tally.answered(status)),
    unanswered: () => once(() => lane.tally.unanswered(!client.destroyed)),
  };
}

function upgradeHeaders(request: IncomingMessage): string[] {
  return [...requestHeaders(request, true), 'connection', 'upgrade', 'upgrade', String(request.headers.upgrade)];
}

function join(client: Socket, release: Socket, lane: Lane): void {
  lane.upgraded.add(client);
  for (const [from, to] of [
    [client, release],
    [release, client],
  ] as const) {
    from.setTimeout(0);
    from.setKeepAlive(true, KEEP_ALIVE_PROBE_MS);
    from.on('error', () => to.destroy());
    from.once('close', () => {
      lane.upgraded.delete(client);
      to.destroySoon();
    });
    from.pipe(to);
  }
}

function plainHead(status: number, headers: readonly string[]): string {
  return rawHead(status, [...headers, 'connection', 'close']);
}

function rawHead(status: number, headers: readonly string[]): string {
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`];
  for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
