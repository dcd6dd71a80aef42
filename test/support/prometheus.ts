import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './docker.ts';
import { freePort } from './free-port.ts';
import { temporaryFolder, until } from './programs.ts';

export interface PrometheusForTests {
  address: string;
  stop(): Promise<void>;
}

/** Whether tests with Prometheus have to be left out, saying so once; in CI that is a failure. */
export function isWithoutPrometheus(): boolean {
  if (findProgram('prometheus') !== undefined) return false;
  if (process.env['CI'] === 'true') throw new Error('CI needs Prometheus, and it is not installed');
  console.warn('SKIPPED with Prometheus: it is not installed (Debian: apt-get install prometheus)');
  return true;
}

/** A real Prometheus that scrapes `/metrics` of these `host:port` five times a second. */
export async function startPrometheus(targets: readonly string[]): Promise<PrometheusForTests> {
  const folder = temporaryFolder('prometheus');
  const port = await freePort();
  const file = join(folder.path, 'prometheus.json');
  const job = { job_name: 'tests', scrape_interval: '200ms', scrape_timeout: '200ms', static_configs: [{ targets }] };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ scrape_configs: [job] }));
  const child = spawn(
    findProgram('prometheus') ?? '',
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder.path, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  const address = `http://127.0.0.1:${port}`;
  await until('Prometheus', async () => ((await isReady(address)) ? true : undefined));
  return {
    address,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await folder.remove();
    },
  };
}

function isReady(address: string): Promise<boolean> {
  return fetch(`${address}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}
