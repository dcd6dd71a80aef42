import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { render } from 'pele';
import type { Change, RunView } from '../../src/api/shapes.ts';
import { recordedHome } from './web-fixture/home.ts';
import { recordedRuns } from './web-fixture/runs.ts';

const root = join(import.meta.dirname, '../..');
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** As strict as the page bears: nothing inline, nothing from elsewhere. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";
const TOKEN = 'fixture-token';

/** The built page in front of recorded runs. The test turns it by hand: it tells changes and cuts connections. */
export interface WebFixture {
  address: string;
  token: string;
  runs: ReturnType<typeof recordedRuns>;
  /** What was sent to routes that change something. */
  received: { path: string; body: unknown }[];
  /** Stores the run's new state and tells it to whoever follows. */
  tell: (run: RunView) => void;
  /** Grows a log. */
  write: (node: string, text: string) => void;
  endLog: (node: string) => void;
  /** Stops answering, as a killed server does; `back` answers again on the same port. */
  down: () => Promise<void>;
  back: () => Promise<void>;
  stop: () => Promise<void>;
}

interface Log {
  text: string;
  ended: boolean;
  followers: Set<ServerResponse>;
}

export async function startWebFixture(): Promise<WebFixture> {
  const now = Date.now();
  const runs = recordedRuns(now);
  const byId = new Map<string, RunView>(Object.values(runs).map((run) => [run.id, run]));
  const followers = new Set<{ run: string | null; response: ServerResponse }>();
  const logs = new Map<string, Log>();
  const received: WebFixture['received'] = [];
  const chart = await drawnChart();
  const logOf = (node: string): Log => {
    const log = logs.get(node) ?? { text: '', ended: false, followers: new Set() };
    logs.set(node, log);
    return log;
  };
  const tell = (run: RunView) => {
    byId.set(run.id, run);
    for (const each of followers) if (each.run === null || each.run === run.id) sayChange(each.response, { type: 'run', run });
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://fixture');
    const [, api, kind, id = '', what, node = ''] = url.pathname.split('/').map(decodeURIComponent);
    if (api !== 'api') return sendPage(url.pathname, response);
    if (kind === 'home') return sendJson(response, 200, recordedHome([...byId.values()], now));
    if (kind === 'changes') return follow(url.searchParams.get('run'), response);
    const run = byId.get(id);
    if (!run) return sendJson(response, 404, refusal('no-run', `There is no run ${id}.`, 'See `shipchart runs`.'));
    if (what === undefined) return sendJson(response, 200, run);
    if (what === 'chart.svg') return void response.setHeader('content-type', 'image/svg+xml').end(chart);
    if (what === 'logs') return sendLog(logOf(node), url.searchParams, response);
    return change(request, response, url.pathname, run);
  };

  const change = async (request: IncomingMessage, response: ServerResponse, path: string, run: RunView): Promise<void> => {
    if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      return sendJson(response, 401, refusal('no-token', 'This needs a token.', 'Open the address that `shipchart up` printed.'));
    }
    const body = JSON.parse(await textOf(request)) as { decision?: string };
    received.push({ path, body });
    const steps = run.steps.map((step) =>
      step.status === 'waiting' ? { ...step, status: 'passed' as const, state: 'ended' as const, outcome: body.decision ?? 'stopped', endedAt: Date.now() } : step,
    );
    tell({ ...run, version: run.version + 1, waitsForPeople: [], steps });
    return sendJson(response, 200, byId.get(run.id));
  };

  const follow = (run: string | null, response: ServerResponse): void => {
    if (run !== null && !byId.has(run)) return sendJson(response, 404, refusal('no-run', `There is no run ${run}.`, 'See `shipchart runs`.'));
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).write(': beat\n\n');
    for (const each of byId.values()) if (run === null || run === each.id) sayChange(response, { type: 'run', run: each });
    const follower = { run, response };
    followers.add(follower);
    response.on('close', () => followers.delete(follower));
  };

  let server = createServer((request, response) => void answer(request, response));
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const down = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return {
    address: `http://127.0.0.1:${port}`,
    token: TOKEN,
    runs,
    received,
    tell,
    write: (name, text) => {
      const log = logOf(name);
      log.text += text;
      for (const response of log.followers) response.write(text);
    },
    endLog: (name) => {
      logOf(name).ended = true;
      for (const response of logOf(name).followers) response.end();
    },
    down,
    back: async () => {
      server = createServer((request, response) => void answer(request, response));
      await listen(port);
    },
    stop: down,
  };
}

/** The sample's chart, drawn as the server draws it. */
async function drawnChart(): Promise<string> {
  const document = await readFile(join(root, 'sample/DELIVERY.md'), 'utf8');
  const source = /```mermaid\n([\s\S]*?)```/.exec(document)?.[1];
  if (source === undefined) throw new Error('sample/DELIVERY.md holds no chart');
  return render(source).svg;
}

async function sendPage(path: string, response: ServerResponse): Promise<void> {
  const file = extname(path) === '' ? 'index.html' : path;
  const content = await readFile(join(root, 'dist/web', file)).catch(() => undefined);
  if (content === undefined) return void response.writeHead(404).end();
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain', 'content-security-policy': POLICY }).end(content);
}

function sendLog(log: Log, query: URLSearchParams, response: ServerResponse): void {
  const from = Number(query.get('from') ?? 0);
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
  response.write(Buffer.from(log.text).subarray(from));
  if (query.get('follow') !== '1' || log.ended) return void response.end();
  log.followers.add(response);
  response.on('close', () => log.followers.delete(response));
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function sayChange(response: ServerResponse, change: Change): void {
  response.write(`data: ${JSON.stringify(change)}\n\n`);
}

function refusal(code: string, message: string, hint: string) {
  return { code, message, hint };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
