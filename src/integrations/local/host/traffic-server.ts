import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { answerPlainly, forward } from './forward.ts';
import type { Lane } from './lane.ts';
import { forwardUpgrade } from './upgrade.ts';

const REQUEST_HEADERS_LIMIT_BYTES = 32 * 1024;
/** A client must have sent its headers after this long, and the whole request after that. */
const REQUEST_HEADERS_LIMIT_MS = 30_000;
const WHOLE_REQUEST_LIMIT_MS = 600_000;
const IDLE_CLIENT_LIMIT_MS = 65_000;

const CLIENT_ERRORS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** An environment's front: each request goes to the lane that `pick` names; where it names none, to nobody, and `why` says why. */
export function createTrafficServer(pick: () => Lane | undefined, why: () => string): Server {
  const server = createFront((request, response) => {
    const lane = pick();
    if (!lane) answerPlainly(response, 503, why());
    else if (lane.gone) answerForGone(response, lane);
    else sendOn(request, response, lane);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const lane = pick();
    if (lane && !lane.gone) {
      forwardUpgrade(request, socket, head, lane);
      return;
    }
    if (lane) countGone(lane);
    socket.end(
      `HTTP/1.1 ${lane ? '502 Bad Gateway' : '503 Service Unavailable'}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
    );
  });
  return server;
}

/** An HTTP server with the limits of everything that faces clients; a request that can't be forwarded never reaches `handle`. */
export function createFront(handle: (request: IncomingMessage, response: ServerResponse) => void): Server {
  const server = createServer(
    {
      maxHeaderSize: REQUEST_HEADERS_LIMIT_BYTES,
      headersTimeout: REQUEST_HEADERS_LIMIT_MS,
      requestTimeout: WHOLE_REQUEST_LIMIT_MS,
      keepAliveTimeout: IDLE_CLIENT_LIMIT_MS,
      insecureHTTPParser: false,
      // HTTP/2 in clear text would carry requests past every count and check: such a request is answered as plain HTTP/1.1.
      shouldUpgradeCallback: (request) => !/\bh2c?\b/i.test(String(request.headers.upgrade)),
    },
    (request, response) => {
      if (isForwardable(request)) handle(request, response);
      else answerPlainly(response, 400, 'The request is malformed.');
    },
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const status = CLIENT_ERRORS[error.code ?? ''] ?? '400 Bad Request';
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    else socket.destroy();
  });
  return server;
}

function sendOn(request: IncomingMessage, response: ServerResponse, lane: Lane): void {
  lane.inFlight++;
  const { tally } = lane;
  forward(request, response, lane.pool, {
    dispatched: tally.dispatched,
    answered: tally.answered,
    completed: tally.completed,
    unanswered: tally.unanswered,
    aborted: tally.aborted,
    ended: () => void lane.inFlight--,
  });
}

function answerForGone(response: ServerResponse, lane: Lane): void {
  countGone(lane);
  answerPlainly(response, 502, 'The release that this request went to has stopped.');
}

/** A stopped release still has its share: what goes to it is lost, and is its error. */
function countGone(lane: Lane): void {
  lane.tally.dispatched();
  lane.tally.unanswered(true);
}

/** Two Host headers can mean one thing to us and another to the release. */
function isForwardable(request: IncomingMessage): boolean {
  const { rawHeaders, url } = request;
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) if (rawHeaders[i]?.toLowerCase() === 'host') hosts++;
  return (
    hosts <= 1 && url !== undefined && (url.startsWith('/') || /^https?:\/\//.test(url)) && /^[\x21-\xff]+$/.test(url)
  );
}
