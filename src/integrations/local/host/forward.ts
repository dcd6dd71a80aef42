import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Dispatcher, Pool } from 'undici';
import { requestHeaders, responseHeaders } from './forwarded-headers.ts';

/** Hears what becomes of a forwarded request; the words are those of `Tally`. `ended` comes last, exactly once. */
export interface ForwardWatcher {
  dispatched(): void;
  answered(status: number, headers: readonly string[]): void;
  data?(chunk: Buffer): void;
  completed(milliseconds: number): void;
  unanswered(error: boolean): void;
  aborted(status: number): void;
  ended?(): void;
}

export interface ForwardOptions {
  /** Put into the answer: a flat list of names and values. */
  added: readonly string[];
  /** Whether the X-Forwarded headers of the request are kept; an outermost proxy must not, or anyone could write them. */
  believeForwarded: boolean;
}

/**
 * Sends a request on through `pool` and streams the answer back, both with backpressure. What the release breaks is its error: refused,
 * reset, timed out or broken off. A client that leaves is nobody's error.
 */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  pool: Pool,
  watcher: ForwardWatcher,
  options: ForwardOptions = { added: [], believeForwarded: true },
): void {
  const startedAt = performance.now();
  let status = 0;
  let over = false;
  let control: Dispatcher.DispatchController | undefined;
  const end = (tell: () => void) => {
    if (over) return;
    over = true;
    tell();
    watcher.ended?.();
  };
  watcher.dispatched();
  response.once('close', () => {
    if (response.writableFinished) return;
    end(() => status === 0 && watcher.unanswered(false));
    control?.abort(new Error('the client left'));
  });
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(controller) {
      control = controller;
      if (over) controller.abort(new Error('the client left'));
    },
    onResponseStart(controller, code) {
      if (code < 200 || over) return;
      const headers = responseHeaders(controller.rawHeaders as Buffer[]);
      response.writeHead(code, [...headers, ...options.added]);
      status = code;
      watcher.answered(code, headers);
    },
    onResponseData(controller, chunk) {
      watcher.data?.(chunk);
      if (response.write(chunk)) return;
      controller.pause();
      response.once('drain', () => controller.resume());
    },
    onResponseEnd() {
      response.end();
      end(() => watcher.completed(performance.now() - startedAt));
    },
    onResponseError(_controller, error) {
      if (over) return;
      const clientLeft = request.socket.destroyed;
      if (status > 0) end(() => !clientLeft && watcher.aborted(status));
      else end(() => watcher.unanswered(!clientLeft));
      answerFailure(response, error);
    },
  };
  pool.dispatch(
    {
      path: request.url ?? '/',
      method: request.method as Dispatcher.HttpMethod,
      headers: requestHeaders(request, options.believeForwarded),
      body: bodyOf(request),
    },
    handler,
  );
}

function bodyOf(request: IncomingMessage): IncomingMessage | null {
  const length = request.headers['content-length'];
  const hasBody = request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
  return hasBody ? request : null;
}

/** An answer that has begun can only be broken off: the client must not take it for whole. */
function answerFailure(response: ServerResponse, error: Error & { code?: string }): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const timedOut = error.code === 'UND_ERR_HEADERS_TIMEOUT' || error.code === 'UND_ERR_CONNECT_TIMEOUT';
  answerPlainly(
    response,
    timedOut ? 504 : 502,
    timedOut ? 'The release did not answer in time.' : 'The release did not answer.',
  );
}

/** One plain sentence from the router itself. */
export function answerPlainly(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    ...(status === 503 ? { 'retry-after': '1' } : {}),
    // What else a malformed request's connection brings is not to be trusted.
    ...(status === 400 ? { connection: 'close' } : {}),
  });
  response.end(`${sentence}\n`);
}
