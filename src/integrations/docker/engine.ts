import { Readable } from 'node:stream';
import { Agent, request, type Dispatcher } from 'undici';
import { WorldFailure } from '../../ports/failure.ts';

const ANSWER_MS = 60_000;
const CONNECT_MS = 5_000;
const SAID_CHARACTERS_MAX = 500;

/** Docker's Engine API over its socket, without a version in the path: the daemon answers in its newest. */
export interface Engine {
  /**
   * One call; its answer as JSON, undefined where there is none.
   * @throws WorldFailure `docker-unreachable`, or EngineRefusal with the status
   */
  call<Answer>(method: Dispatcher.HttpMethod, path: string, more?: CallOptions): Promise<Answer>;
  /** One call whose answer is a line of JSON after the other, as builds, pulls and pushes give it; read within `limitMs`. */
  stream(path: string, more: CallOptions & { limitMs: number }): AsyncIterable<Record<string, unknown>>;
  /** What a container has written lately, both streams together. */
  logs(container: string, lines: number): Promise<string>;
  close(): Promise<void>;
}

export interface CallOptions {
  query?: Readonly<Record<string, string | undefined>>;
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  tar?: AsyncIterable<Uint8Array>;
  headers?: Readonly<Record<string, string>>;
  limitMs?: number;
}

/** The daemon understood and refused. */
export class EngineRefusal extends WorldFailure {
  readonly status: number;

  constructor(status: number, said: string) {
    super({
      code: 'docker-refused',
      message: `Docker answered ${status}: ${said.slice(0, SAID_CHARACTERS_MAX)}`,
      hint: 'Look at the log of the Docker daemon.',
      retry: status >= 500,
    });
    this.status = status;
  }
}

/** @param socket path of the daemon's Unix socket */
export function connectDocker(socket: string): Engine {
  const dispatcher = new Agent({ connect: { socketPath: socket, timeout: CONNECT_MS } });
  const ask = (method: Dispatcher.HttpMethod, path: string, more: CallOptions) => send(dispatcher, method, path, more);
  return {
    async call<Answer>(method: Dispatcher.HttpMethod, path: string, more: CallOptions = {}) {
      const { body } = await ask(method, path, more);
      const text = await body.text();
      return (text === '' ? undefined : JSON.parse(text)) as Answer;
    },
    async *stream(path, more) {
      const { body } = await ask('POST', path, more);
      yield* jsonLines(body);
    },
    async logs(container, lines) {
      const query = { stdout: '1', stderr: '1', tail: String(lines) };
      const { body } = await ask('GET', `/containers/${container}/logs`, { query });
      return withoutFrames(Buffer.from(await body.arrayBuffer()));
    },
    close: () => dispatcher.close(),
  };
}

async function send(dispatcher: Dispatcher, method: Dispatcher.HttpMethod, path: string, more: CallOptions) {
  const { query = {}, body, tar, headers = {}, limitMs = ANSWER_MS } = more;
  const url = new URL(path, 'http://docker');
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  const type = tar ? 'application/x-tar' : 'application/json';
  const sent = tar ? Readable.from(tar) : body === undefined ? null : JSON.stringify(body);
  const answer = await request(url, {
    method,
    dispatcher,
    body: sent,
    headers: { ...headers, ...(sent === null ? {} : { 'content-type': type }) },
    signal: AbortSignal.timeout(limitMs),
    headersTimeout: limitMs,
    bodyTimeout: limitMs,
  }).catch((error: unknown) => {
    throw unreachable(error);
  });
  if (answer.statusCode < 400) return answer;
  throw new EngineRefusal(answer.statusCode, messageIn(await answer.body.text()));
}

async function* jsonLines(body: AsyncIterable<Uint8Array>): AsyncIterable<Record<string, unknown>> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as Record<string, unknown>;
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as Record<string, unknown>;
}

/** Both streams come in frames: a byte for the stream, three empty ones, four for the length. */
function withoutFrames(bytes: Buffer): string {
  const parts: Buffer[] = [];
  let at = 0;
  while (at + 8 <= bytes.length) {
    const length = bytes.readUInt32BE(at + 4);
    parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(parts).toString('utf8');
}

function messageIn(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text;
  }
}

function unreachable(cause: unknown): WorldFailure {
  return new WorldFailure({
    code: 'docker-unreachable',
    message: 'The Docker daemon does not answer.',
    hint: 'Is it running, and may the user of this server use its socket (`docker info`)?',
    retry: true,
    cause,
  });
}
