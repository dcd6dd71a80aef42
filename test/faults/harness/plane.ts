import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient, type Client } from '../../../src/api/client.ts';
import { MAIN, until } from '../../support/programs.ts';

const CLOCK = fileURLToPath(new URL('./jumping-clock.ts', import.meta.url));
const START_MS_MAX = 120_000;

/** The control plane as a process of its own, killed and started as a test wants. */
export interface Plane {
  start(): Promise<void>;
  /** As `kill -9` does: nothing of it gets another instruction. Resolves when it is gone. */
  kill(): Promise<void>;
  /** As Ctrl-C does. */
  stop(): Promise<void>;
  kills(): number;
  pid(): number | undefined;
  /** Speaks with whichever process lives now, as `person`. */
  client(person: string): Client;
}

/** `shipchart up` in `folder`; what it says goes to `up.log` there. */
export function planeIn(folder: string, clockFile: string, environment: NodeJS.ProcessEnv): Plane {
  const data = join(folder, '.shipchart');
  let child: ChildProcess | undefined;
  let kills = 0;
  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child;
    child = undefined;
    if (ending?.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, 'exit');
    ending.kill(signal);
    await ended;
  }
  return {
    async start() {
      const started = spawn(process.execPath, ['--import', CLOCK, MAIN, 'up'], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...environment, FAULTS_CLOCK: clockFile },
      });
      child = started;
      let greeted = false;
      for (const stream of [started.stdout, started.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          greeted ||= text.includes('#token=');
          appendFileSync(join(folder, 'up.log'), text);
        });
      await until(
        'the control plane',
        () => {
          if (greeted || child !== started) return true;
          if (started.exitCode !== null)
            throw new Error(`the control plane ended with ${started.exitCode}; see up.log`);
          return undefined;
        },
        START_MS_MAX,
      );
    },
    async kill() {
      kills += 1;
      await end('SIGKILL');
    },
    stop: () => end('SIGINT'),
    kills: () => kills,
    pid: () => child?.pid,
    client: (person) => clientIn(data, person),
  };
}

function clientIn(data: string, person: string): Client {
  const { address } = JSON.parse(readFileSync(join(data, 'server.json'), 'utf8')) as { address: string };
  const token = readFileSync(join(data, 'people', `${person}.token`), 'utf8').trim();
  return createClient({ baseUrl: address, token });
}
