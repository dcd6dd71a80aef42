import { existsSync, readFileSync } from 'node:fs';
import { Agent, request, type Dispatcher } from 'undici';
import { WorldFailure } from '../../ports/failure.ts';
import { hostKey, type HostFolder } from './host/host-folder.ts';
import { failureFromWire, type WireFailure } from './host/wire.ts';

/** Speaks to the host that lives on a data folder, wherever its socket stands now. */
export interface HostLine {
  /** The answer's body. @throws WorldFailure what the host refuses, `host-silent`; `NoHost` where nobody is there */
  call<T>(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: unknown, limitMs?: number): Promise<T>;
  /** The host's news as text, line by line in chunks, until the signal ends. @throws `NoHost` */
  listen(after: number, signal: AbortSignal): Promise<AsyncIterable<Buffer>>;
  close(): Promise<void>;
}

/** Sends a call, and starts the host first where none answers. */
export type HostCall = HostLine['call'];

/** Nobody listens at the socket, or the one who did went away in the middle of a call. */
export class NoHost extends Error {}

const CALL_LIMIT_MS = 30_000;
/** The host sends an empty line every 5 s. */
const SILENCE_LIMIT_MS = 20_000;

const GONE = new Set(['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT']);

const SILENT = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

export function openHostLine(folder: HostFolder): HostLine {
  const authorization = `Bearer ${hostKey(folder)}`;
  // A host started anew may listen elsewhere.
  let socket = '';
  let agent: Agent | undefined;
  const agentNow = () => {
    const now = existsSync(folder.socketName) ? readFileSync(folder.socketName, 'utf8') : '';
    if (now === '') throw new NoHost(`no host was ever started on ${folder.root}`);
    if (agent && now === socket) return agent;
    void agent?.close();
    socket = now;
    agent = new Agent({ connect: { socketPath: socket } });
    return agent;
  };
  const send = async (
    options: { method: Dispatcher.HttpMethod; path: string } & Omit<Partial<Dispatcher.RequestOptions>, 'headers'>,
  ) => {
    try {
      const { path, ...rest } = options;
      return await request(`http://host${path}`, {
        ...rest,
        dispatcher: agentNow(),
        headers: { authorization },
      });
    } catch (cause) {
      throw failureOf(cause, options.path);
    }
  };
  return {
    async call<T>(method: Dispatcher.HttpMethod, path: string, body?: unknown, limitMs = CALL_LIMIT_MS) {
      const text = body === undefined ? {} : { body: JSON.stringify(body) };
      const { statusCode, body: answer } = await send({
        method,
        path,
        ...text,
        headersTimeout: limitMs,
        bodyTimeout: limitMs,
      });
      const said = await answer.json().catch((cause: unknown) => {
        throw failureOf(cause, path);
      });
      if (statusCode >= 400) throw failureFromWire(said as WireFailure);
      return said as T;
    },
    async listen(after, signal) {
      const { body } = await send({
        method: 'GET',
        path: `/events?after=${after}`,
        signal,
        bodyTimeout: SILENCE_LIMIT_MS,
      });
      return body;
    },
    async close() {
      const open = agent;
      agent = undefined;
      await open?.destroy();
    },
  };
}

/** Also of an answer that was cut off in the middle: what was asked may have been done, and every call can be repeated. */
function failureOf(cause: unknown, path: string): unknown {
  const { code } = cause as { code?: string };
  if (GONE.has(code ?? '') || cause instanceof SyntaxError) return new NoHost('the host went away', { cause });
  return SILENT.has(code ?? '') ? hostSilent(path, cause) : cause;
}

function hostSilent(path: string, cause: unknown): WorldFailure {
  return new WorldFailure({
    code: 'host-silent',
    message: `The local host did not answer ${path} in time.`,
    hint: 'The machine may be overloaded, or its disk hang; the host’s log may say more.',
    retry: true,
    cause,
  });
}
