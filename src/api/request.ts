import { Refused, refusedBy, unreachable } from './refused.ts';

/** Where the server is and who asks. `baseUrl` is without a path and without a `/` at its end; empty in the page, which the server itself serves. */
export interface Connection {
  baseUrl: string;
  /** Needed for whatever changes something. */
  token?: string;
}

export interface Request {
  method?: 'GET' | 'POST';
  query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON. */
  body?: unknown;
  accept?: string;
  signal?: AbortSignal | undefined;
}

/** An answer of 2xx. @throws Refused otherwise; an abort by the caller's own signal passes through as it is. */
export async function request(connection: Connection, path: string, asked: Request = {}): Promise<Response> {
  const response = await fetch(connection.baseUrl + path + queryOf(asked.query), init(connection, asked)).catch(
    (cause: unknown) => {
      if (asked.signal?.aborted) throw cause;
      throw unreachable(connection.baseUrl, cause);
    },
  );
  if (!response.ok) throw await refusedBy(response);
  return response;
}

/** The answer as JSON, in the shape that `routes.ts` promises. */
export async function requestJson<Shape>(connection: Connection, path: string, asked: Request = {}): Promise<Shape> {
  const response = await request(connection, path, asked);
  return (await response.json().catch((cause: unknown) => {
    if (asked.signal?.aborted) throw cause;
    // Cut off in the middle: the server went away, and never said anything that isn't JSON.
    throw cause instanceof SyntaxError ? notJson(response, cause) : unreachable(connection.baseUrl, cause);
  })) as Shape;
}

function init({ token }: Connection, { method = 'GET', body, accept, signal }: Request): RequestInit {
  const headers = new Headers({ accept: accept ?? 'application/json' });
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  if (body !== undefined) headers.set('content-type', 'application/json');
  return {
    method,
    headers,
    cache: 'no-store',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  };
}

function queryOf(query: Request['query'] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? '' : `?${search.toString()}`;
}

function notJson(response: Response, cause: unknown): Refused {
  const hint = 'Check that the address is that of a Shipchart server.';
  return new Refused(
    { code: 'not-json', message: `${response.url} did not answer in JSON.`, hint },
    response.status,
    cause,
  );
}
