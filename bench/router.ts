import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { connectHost, type LocalHost } from '../src/integrations/local/host-client.ts';
import { createImageBuilder } from '../src/integrations/local/image/builder.ts';

// The local router beside one nginx worker and one HAProxy thread: the same two upstreams, the same weights, the same load, one after the other.
// `node bench/router.ts`

const SECONDS = 5;
const WARM_UP_SECONDS = 1;
const CONNECTIONS = 50;
const START_LIMIT_MS = 5_000;
const WEIGHTS = { blue: 95, green: 5 };

interface Row {
  name: string;
  perSecond: number;
  p50: number;
  p99: number;
  failed: number;
}

interface Upstreams {
  blue: number;
  green: number;
}

const run = promisify(execFile);
const autocannon = createRequire(import.meta.url).resolve('autocannon');

async function main(): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'router-bench-'));
  const host = await connectHost({ directory: join(root, 'data'), lingerSeconds: 60 });
  try {
    const { address, upstreams } = await bringUp(host, root);
    const rows: [Row, ...Row[]] = [
      await measure('upstream alone', `http://127.0.0.1:${upstreams.blue}`),
      await measure('local router', address),
    ];
    for (const rival of [nginx, haproxy]) {
      const row = await rival(root, upstreams);
      if (row) rows.push(row);
    }
    print(rows);
  } finally {
    await host.stop();
    await rm(root, { recursive: true, force: true });
  }
}

/** Two releases behind the local router, each answering who it is, and their own ports. */
async function bringUp(host: LocalHost, root: string): Promise<{ address: string; upstreams: Upstreams }> {
  const directory = join(root, 'service');
  await mkdir(directory);
  await writeFile(join(directory, 'package.json'), '{"main":"service.cjs"}');
  await writeFile(
    join(directory, 'service.cjs'),
    `require('node:http').createServer((_, s) => s.end(process.env.PORT)).listen(process.env.PORT, process.env.HOST);`,
  );
  const builder = createImageBuilder({ layoutDirectory: join(root, 'data', 'images'), toolVersion: 'bench' });
  const commit = '0'.repeat(40);
  const { digest } = await builder.build({
    directory,
    service: 'service',
    commit,
    commitTime: 1,
    log: () => undefined,
  });
  const { address = '' } = await host.configure('bench', {});
  const upstreams: Upstreams = { blue: 0, green: 0 };
  let from = { blue: 0, green: 0 };
  for (const colour of ['blue', 'green'] as const) {
    await host.runtime.launch('bench', colour, {
      id: 'service@0',
      services: { service: digest },
      commit,
      runId: 'bench',
    });
    while ((await host.runtime.status('bench', colour)).state !== 'healthy') await sleep(20);
    const to = { blue: 0, green: 0, [colour]: 100 };
    await host.router.shift('bench', { from, to, fence: 1 });
    upstreams[colour] = Number(await (await fetch(address)).text());
    from = to;
  }
  await host.router.shift('bench', { from, to: WEIGHTS, fence: 1 });
  return { address, upstreams };
}

async function nginx(root: string, upstreams: Upstreams): Promise<Row | undefined> {
  const port = await freePort();
  const file = join(root, 'nginx.conf');
  await writeFile(
    file,
    `daemon off; worker_processes 1; pid ${root}/nginx.pid; error_log stderr crit;
     events { worker_connections 1024; }
     http { access_log off;
       ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${root}/${kind};`).join(' ')}
       upstream colours { server 127.0.0.1:${upstreams.blue} weight=${WEIGHTS.blue}; server 127.0.0.1:${upstreams.green} weight=${WEIGHTS.green}; keepalive 256; }
       server { listen 127.0.0.1:${port};
         location / { proxy_pass http://colours; proxy_http_version 1.1; proxy_set_header Connection "";
           proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; } } }`,
  );
  return rivalRow('nginx, 1 worker', 'nginx', ['-p', root, '-c', file], port);
}

async function haproxy(root: string, upstreams: Upstreams): Promise<Row | undefined> {
  const port = await freePort();
  const file = join(root, 'haproxy.cfg');
  await writeFile(
    file,
    `global
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  option forwardfor
listen front
  bind 127.0.0.1:${port}
  balance random(1)
  server blue 127.0.0.1:${upstreams.blue} weight ${WEIGHTS.blue}
  server green 127.0.0.1:${upstreams.green} weight ${WEIGHTS.green}
`,
  );
  return rivalRow('haproxy, 1 thread', 'haproxy', ['-db', '-f', file], port);
}

async function rivalRow(name: string, program: string, parameters: string[], port: number): Promise<Row | undefined> {
  const rival = spawn(program, parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  rival.stderr.on('data', (chunk) => (said += String(chunk)));
  const address = `http://127.0.0.1:${port}`;
  if (!(await answers(rival, address))) {
    console.log(`${name}: row skipped, ${said.trim() || `${program} is not installed or did not start`}`);
    return undefined;
  }
  const row = await measure(name, address);
  rival.kill('SIGTERM');
  return row;
}

async function answers(rival: ChildProcess, address: string): Promise<boolean> {
  let gone = false;
  rival.once('error', () => (gone = true));
  rival.once('exit', () => (gone = true));
  const deadline = performance.now() + START_LIMIT_MS;
  while (!gone && performance.now() < deadline) {
    if (
      await fetch(address).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return true;
    await sleep(20);
  }
  rival.kill('SIGKILL');
  return false;
}

async function measure(name: string, address: string): Promise<Row> {
  await load(address, WARM_UP_SECONDS);
  const { requests, latency, errors, non2xx } = await load(address, SECONDS);
  return { name, perSecond: requests.average, p50: latency.p50, p99: latency.p99, failed: errors + non2xx };
}

interface Load {
  requests: { average: number };
  latency: { p50: number; p99: number };
  errors: number;
  non2xx: number;
}

async function load(address: string, seconds: number): Promise<Load> {
  const { stdout } = await run(process.execPath, [
    autocannon,
    '--json',
    '-c',
    String(CONNECTIONS),
    '-d',
    String(seconds),
    address,
  ]);
  return JSON.parse(stdout) as Load;
}

function print(rows: readonly [Row, ...Row[]]): void {
  const reference = rows.find(({ name }) => name.startsWith('nginx')) ?? rows[0];
  console.log(
    `${CONNECTIONS} connections, ${SECONDS} s each, weights ${WEIGHTS.blue} to ${WEIGHTS.green}; ratios to ${reference.name}`,
  );
  for (const { name, perSecond, p50, p99, failed } of rows) {
    const ratio = (value: number, other: number) => (other === 0 ? '–' : `×${(value / other).toFixed(2)}`);
    const columns = [
      `${Math.round(perSecond)} requests/s ${ratio(perSecond, reference.perSecond)}`,
      `p50 ${p50} ms ${ratio(p50, reference.p50)}`,
      `p99 ${p99} ms ${ratio(p99, reference.p99)}`,
      `${failed} failed`,
    ];
    console.log(`${name.padEnd(18)} ${columns.map((column) => column.padEnd(26)).join(' ')}`);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

await main();
