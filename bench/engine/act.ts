import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Figures } from './figures.ts';

/** The steps of the seed's good way, each with those it waits for. */
const GRAPH: Readonly<Record<string, readonly string[]>> = {
  DEV: [],
  REPO: ['DEV'],
  CI: ['REPO'],
  LINT: ['CI'],
  UNIT: ['CI'],
  SEC: ['CI'],
  BUILD: ['LINT', 'UNIT', 'SEC'],
  STAGING_DEPLOY: ['BUILD'],
  INT_TEST: ['STAGING_DEPLOY'],
  E2E: ['STAGING_DEPLOY'],
  PERF: ['STAGING_DEPLOY'],
  GATE: ['INT_TEST', 'E2E', 'PERF'],
  APPROVAL: ['GATE'],
  REVIEW: ['APPROVAL'],
  PROD_DEPLOY: ['REVIEW'],
  CANARY: ['PROD_DEPLOY'],
  MONITOR: ['CANARY'],
  FULL_ROLLOUT: ['MONITOR'],
  CDN: ['FULL_ROLLOUT'],
  NOTIFY_OK: ['FULL_ROLLOUT'],
};

const run = promisify(execFile);

/** The same graph as a workflow of `true`, run by `act` in host mode; undefined where `act` is not installed. */
export async function measureAct(runs: number): Promise<Figures | undefined> {
  const there = await run('act', ['--version']).catch(() => undefined);
  if (!there) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'act-bench-'));
  try {
    mkdirSync(join(folder, '.github', 'workflows'), { recursive: true });
    writeFileSync(join(folder, '.github', 'workflows', 'delivery.yml'), workflow());
    await run('git', ['init', '--quiet'], { cwd: folder });
    const began = performance.now();
    for (let each = 0; each < runs; each += 1) {
      await run('act', ['push', '--platform', 'ubuntu-latest=-self-hosted'], { cwd: folder });
    }
    return { runs, steps: runs * Object.keys(GRAPH).length, tookMs: performance.now() - began };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function workflow(): string {
  const jobs = Object.entries(GRAPH).map(
    ([name, needs]) =>
      `  ${name}:\n    runs-on: ubuntu-latest\n    needs: [${needs.join(', ')}]\n    steps:\n      - run: 'true'\n`,
  );
  return `name: delivery\non: push\njobs:\n${jobs.join('')}`;
}
