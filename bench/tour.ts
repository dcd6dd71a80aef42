/**
 * What orchestration costs: for each run of the tour, its wall time against the sum of its own steps along the longest path through the chart.
 * `node bench/tour.ts` runs the tour in a folder of its own (about a minute) and prints the ratios; 1.00 would cost nothing. A command's own
 * time is its process's, so that copying workspaces, starting processes, queueing and committing all count as orchestration; any other step's
 * is from its start to its end, what it waits for an environment or a reviewer included.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Delivery } from '../src/chart/delivery.ts';
import { readDelivery } from '../src/chart/read-delivery.ts';
import type { Run, StepState } from '../src/engine/run.ts';
import { declarations } from '../src/steps/kinds.ts';
import { openStore } from '../src/store/open-store.ts';

const MAIN = fileURLToPath(new URL('../src/main/main.ts', import.meta.url));
const RUNS_MAX = 10;

const folder = mkdtempSync(join(tmpdir(), 'shipchart-bench-tour-'));
try {
  const tour = spawnSync(process.execPath, [MAIN, 'try'], { cwd: folder, encoding: 'utf8' });
  if (tour.status !== 0) throw new Error(`the tour did not go as told:\n${tour.stdout}\n${tour.stderr}`);
  const store = await openStore({ directory: join(folder, '.shipchart', 'try', 'store') }, { deliveryOf: read });
  console.log('run      ending        wall ms  longest path ms  ratio');
  for (const run of (await store.runs({ limit: RUNS_MAX })).reverse())
    console.log(row(run, await store.deliveryOf(run)));
  await store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function read(text: string, fileName: string): Delivery {
  const { delivery } = readDelivery(fileName, text, declarations);
  if (!delivery) throw new Error(`${fileName} can't be read`);
  return delivery;
}

function row(run: Run, delivery: Delivery): string {
  const wall = (run.endedAt ?? Number.NaN) - run.startedAt;
  const path = longestPath(run, delivery);
  return [
    run.id.padEnd(8),
    (run.ending ?? '').padEnd(12),
    String(wall).padStart(8),
    String(path).padStart(16),
    (wall / path).toFixed(2).padStart(6),
  ].join(' ');
}

/** Milliseconds along the path of steps that took longest together. */
function longestPath(run: Run, delivery: Delivery): number {
  const until = new Map<string, number>();
  for (const node of delivery.order) {
    const before = Object.values(delivery.routes)
      .filter((route) => route.to === node && run.tokens[route.edge] !== undefined)
      .map((route) => until.get(route.from) ?? 0);
    until.set(node, Math.max(0, ...before) + ownTime(run.steps[node]));
  }
  return Math.max(...until.values());
}

function ownTime(state: StepState | undefined): number {
  const { startedAt, endedAt, output } = state ?? {};
  if (startedAt === undefined || endedAt === undefined) return 0;
  const reported =
    typeof output === 'object' && output !== null && !Array.isArray(output) ? output['durationMs'] : undefined;
  return typeof reported === 'number' ? reported : endedAt - startedAt;
}
