import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findProgram } from './docker.ts';
import { freePort } from './free-port.ts';

const START_LOOKS_MAX = 100;
const LOOK_MS = 50;

export interface Haproxy {
  socket: string;
  stateFile: string;
  /** Where the backend `shop` takes requests. */
  address: string;
  /** Starts it anew with the state file, as a reload does. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether tests with HAProxy have to be left out, saying so once; in CI that is a failure. */
export function isWithoutHaproxy(): boolean {
  if (findProgram('haproxy') !== undefined) return false;
  if (process.env['CI'] === 'true') throw new Error('CI needs HAProxy, and it is not installed');
  console.warn('SKIPPED with HAProxy: it is not installed (Debian: apt-get install haproxy)');
  return true;
}

/** A real HAProxy with the backends that docs/docker.md shows: `shop` behind an address, and `empty`. */
export async function startHaproxy(): Promise<Haproxy> {
  const directory = mkdtempSync(join(tmpdir(), 'shipchart-haproxy-'));
  const socket = join(directory, 'admin.sock');
  const stateFile = join(directory, 'state');
  const port = await freePort();
  writeFileSync(stateFile, '');
  writeFileSync(join(directory, 'haproxy.cfg'), configuration(socket, stateFile, port));
  const start = async () => {
    const child = spawn(findProgram('haproxy') ?? '', ['-f', join(directory, 'haproxy.cfg'), '-db'], {
      stdio: 'ignore',
    });
    await answers(port);
    return child;
  };
  let child = await start();
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  return {
    socket,
    stateFile,
    address: `http://127.0.0.1:${port}`,
    reload: async () => {
      await stop();
      child = await start();
    },
    stop: async () => {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function configuration(socket: string, stateFile: string, port: number): string {
  const servers = ['blue-1', 'blue-2', 'green-1', 'green-2'].map((name) => `  server ${name} 127.0.0.1:1 disabled`);
  const backend = [
    '  balance random(1)',
    '  option httpchk GET /healthz',
    '  http-reuse safe',
    '  load-server-state-from-file global',
    '  default-server check inter 100ms rise 1 fall 2 weight 0',
    ...servers,
  ];
  return [
    'global',
    `  stats socket ${socket} mode 600 level admin`,
    `  server-state-file ${stateFile}`,
    'defaults',
    '  mode http',
    '  timeout connect 2s',
    '  timeout client 10s',
    '  timeout server 10s',
    'frontend front',
    `  bind 127.0.0.1:${port}`,
    '  http-request use-service prometheus-exporter if { path /metrics }',
    '  default_backend shop',
    'backend shop',
    ...backend,
    'backend empty',
    ...backend,
    '',
  ].join('\n');
}

async function answers(port: number): Promise<void> {
  for (let look = 0; look < START_LOOKS_MAX; look++) {
    const there = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (there) return;
    await pause(LOOK_MS);
  }
  throw new Error('HAProxy did not start');
}
