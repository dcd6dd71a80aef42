import type { IncomingMessage, ServerResponse } from 'node:http';
import { emptyIndex } from '../../../src/lib/log-index.ts';
import type { RunView } from '../../../src/api/shapes.ts';
import { recordedHome } from './home.ts';
import { RecordedLog } from './recorded-log.ts';
import { recordedRuns } from './runs.ts';
import { bodyOf, sayChange, sendJson, sendPage, sendRefusal } from './send.ts';

/** Answers every route that the page asks, out of recorded runs. */
export class RecordedServer {
  readonly token = 'fixture-token';
  readonly runs: ReturnType<typeof recordedRuns>;
  readonly received: { path: string; body: unknown }[] = [];
  readonly #now = Date.now();
  readonly #chart: string;
  readonly #byId: Map<string, RunView>;
  readonly #logs = new Map<string, RecordedLog>();
  readonly #followers = new Set<{ run: string | null; response: ServerResponse }>();

  constructor(chart: string) {
    this.#chart = chart;
    this.runs = recordedRuns(this.#now);
    this.#byId = new Map(Object.values(this.runs).map((run) => [run.id, run]));
  }

  tell(run: RunView): void {
    this.#byId.set(run.id, run);
    for (const follower of this.#followers) {
      if (follower.run === null || follower.run === run.id) sayChange(follower.response, { type: 'run', run });
    }
  }

  logOf(node: string): RecordedLog {
    const log = this.#logs.get(node) ?? new RecordedLog();
    this.#logs.set(node, log);
    return log;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fixture');
    const { authorization } = request.headers;
    if (!url.pathname.startsWith('/api/')) return sendPage(url.pathname, response);
    if (authorization !== undefined && authorization !== `Bearer ${this.token}`) {
      return sendRefusal(response, 401, 'token-unknown', 'Nobody has this token.');
    }
    if (request.method === 'POST') return this.#change(request, response, url.pathname);
    return this.#read(url, response);
  }

  #read(url: URL, response: ServerResponse): void {
    const [, , kind, id = '', what, node = '', part] = url.pathname.split('/').map(decodeURIComponent);
    if (kind === 'home') return sendJson(response, recordedHome([...this.#byId.values()], this.#now));
    if (kind === 'changes') return this.#follow(url.searchParams.get('run'), response);
    if (kind === 'me') return sendJson(response, { waiting: [] });
    const run = this.#byId.get(id);
    if (!run) return sendRefusal(response, 404, 'not-found', `There is no run ${id}.`);
    if (what === undefined) return sendJson(response, run);
    if (what === 'usual') return sendJson(response, { steps: { MONITOR: { ms: 8_000, runs: 3 } } });
    if (what === 'steps') return sendJson(response, { attempts: [], series: [] });
    if (what === 'logs' && part === 'index') return sendJson(response, emptyIndex);
    if (what === 'logs') return this.logOf(node).send(url.searchParams, response);
    response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(this.#chart);
  }

  /** An answer or a cancelling: what waits for a person ends with it. */
  async #change(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const run = this.#byId.get(path.split('/')[3] ?? '');
    if (request.headers.authorization === undefined || !run) {
      return sendRefusal(response, 401, 'token-missing', 'This needs a token.');
    }
    const body = (await bodyOf(request)) as { decision?: string };
    this.received.push({ path, body });
    const outcome = body.decision ?? 'stopped';
    const steps = run.steps.map((step) =>
      step.status === 'waiting' ? { ...step, status: 'passed' as const, state: 'ended' as const, outcome } : step,
    );
    this.tell({ ...run, version: run.version + 1, waitsForPeople: [], steps });
    return sendJson(response, this.#byId.get(run.id));
  }

  #follow(run: string | null, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': beat\n\n');
    for (const each of this.#byId.values()) {
      if (run === null || run === each.id) sayChange(response, { type: 'run', run: each });
    }
    const follower = { run, response };
    this.#followers.add(follower);
    response.on('close', () => this.#followers.delete(follower));
  }
}
