import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { Colour, Release } from '../../ports/release.ts';
import { connectHost, type LocalHost } from './host-client.ts';
import type { EnvironmentSettings } from './host/environment-settings.ts';
import type { HostAbout } from './host/wire.ts';
import { openHostLine } from './host-call.ts';
import { hostFolder } from './host/host-folder.ts';
import { createImageBuilder } from './image/builder.ts';

/** A host process of its own for one test, with real releases of a tiny service, and nothing left behind. */
export interface HostForTests {
  readonly data: string;
  readonly host: LocalHost;
  /** Another control plane on the same data. */
  connect(): Promise<LocalHost>;
  /** The host process that lives now. */
  about(): Promise<HostAbout>;
  /** Builds a release of the tiny service; `variables` decide how it behaves. */
  release(commit: string, variables?: Record<string, string>): Promise<Release>;
  /** Launches it and waits until it is healthy. */
  healthy(environment: string, colour: Colour, release: Release): Promise<void>;
  close(): Promise<void>;
}

const PATIENCE_MS = 20_000;
/** A test that is cut off leaves no host behind for longer than this. */
const LINGER_SECONDS = 60;

export async function openHostForTests(): Promise<HostForTests> {
  const root = await mkdtemp(join(tmpdir(), 'local-host-'));
  const data = join(root, 'data');
  const connect = () => connectHost({ directory: data, lingerSeconds: LINGER_SECONDS });
  const host = await connect();
  const builder = createImageBuilder({ layoutDirectory: join(data, 'images'), toolVersion: 'test' });
  return {
    data,
    host,
    connect,
    async about() {
      const line = openHostLine(hostFolder(data));
      const about = await line.call<HostAbout>('GET', '/about');
      await line.close();
      return about;
    },
    async release(commit, variables = {}) {
      const directory = join(root, commit);
      await mkdir(directory);
      await writeFile(join(directory, 'package.json'), JSON.stringify({ name: 'tiny', main: 'tiny.cjs' }));
      await writeFile(
        join(directory, 'tiny.cjs'),
        `Object.assign(process.env, ${JSON.stringify(variables)});\n${TINY_SERVICE}`,
      );
      const image = await builder.build({ directory, service: 'tiny', commit, commitTime: 1, log: () => undefined });
      return { id: `tiny@${commit}`, services: { tiny: image.digest }, commit, runId: 'run-1' };
    },
    async healthy(environment, colour, release) {
      await host.runtime.launch(environment, colour, release);
      await untilState(host, environment, colour, 'healthy');
    },
    async close() {
      await host.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

export async function untilState(host: LocalHost, environment: string, colour: Colour, state: string): Promise<void> {
  await vi.waitFor(async () => expect(await host.runtime.status(environment, colour)).toMatchObject({ state }), {
    timeout: PATIENCE_MS,
    interval: 25,
  });
}

/** An environment with chosen ports, and the address of its traffic. */
export async function configured(
  host: LocalHost,
  name: string,
  settings: Partial<EnvironmentSettings> = {},
): Promise<string> {
  return (await host.configure(name, settings)).address as string;
}

/** Answers as its path says: `/status/503`, `/slow/200` (ms), `/reset`, `/half`, `/crash`, `/cached/…`, `/echo`, `/child`, else who it is. */
const TINY_SERVICE = `
const { createServer } = require('node:http');
const { spawn } = require('node:child_process');
const { env } = process;
let served = 0;
const me = () => JSON.stringify({ pid: process.pid, colour: env.SHIPCHART_COLOUR, release: env.SHIPCHART_RELEASE, commit: env.SHIPCHART_COMMIT,
  environment: env.SHIPCHART_ENVIRONMENT, host: env.HOST, home: env.HOME ?? null, extra: env.EXTRA ?? null, served });
const routes = {
  healthz: (q, s) => s.writeHead(env.HEALTH === 'bad' ? 500 : 200).end('health is ' + (env.HEALTH ?? 'good')),
  status: (q, s, code) => s.writeHead(Number(code)).end(code === '304' ? undefined : me()),
  slow: (q, s, ms) => void setTimeout(() => s.end(me()), Number(ms)),
  reset: (q, s) => q.socket.destroy(),
  half: (q, s) => { s.writeHead(200, { 'content-length': 100 }); s.write('half'); setTimeout(() => q.socket.destroy(), 50); },
  crash: () => { console.error('about to crash'); process.exit(3); },
  cached: (q, s) => s.writeHead(200, { 'cache-control': 'public, max-age=600', etag: '"v1"', 'x-served': String(++served) }).end('cached ' + q.url),
  head: (q, s) => { const c = JSON.parse(decodeURIComponent(q.url.split('?')[1] ?? '{}')); s.writeHead(200, c).end('n' + ++served); },
  echo: (q, s) => { s.writeHead(200, { 'x-headers': encodeURIComponent(JSON.stringify(q.rawHeaders)) }); q.pipe(s); },
  child: (q, s) => { const c = spawn('sleep', ['1000'], { stdio: 'inherit', detached: true }); s.end(String(c.pid)); },
  big: (q, s, mb) => { let left = Number(mb); const more = () => { while (left-- > 0) if (!s.write(Buffer.alloc(1048576, 120))) return s.once('drain', more); s.end(); }; more(); },
};
if (env.BEHAVE === 'crash') { console.log('cannot start: the cupboard is bare'); process.exit(1); }
const server = createServer((q, s) => { const [, name, rest] = q.url.split('?')[0].split('/'); (routes[name] ?? ((q, s) => s.end(me())))(q, s, rest); });
server.on('upgrade', (q, socket) => {
  if (q.url === '/refuse') { socket.end('HTTP/1.1 403 Forbidden\\r\\ncontent-length: 2\\r\\n\\r\\nno'); return; }
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nconnection: upgrade\\r\\nupgrade: echo\\r\\n\\r\\nhello ');
  socket.pipe(socket);
});
server.listen(Number(env.PORT), env.HOST, () => console.log('listening on ' + env.PORT));
`;
