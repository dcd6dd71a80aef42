import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StorePlace } from '../src/store/open-database.ts';
import { findPostgres, startPostgres } from '../test/support/postgres.ts';
import { measureAct } from './engine/act.ts';
import { perRunMs, perStepMs, runsPerMinute, type Figures } from './engine/figures.ts';
import { measureFloor } from './engine/floor.ts';
import { measureStore } from './engine/measure-store.ts';

// What the engine costs: the seed's chart with steps that end at once, beside two bare commits a step to the same database, and beside `act`.
// `node bench/engine.ts`

/** How many runs go on at the same time, and how many are measured then. */
const LOADS = [
  [1, 30],
  [10, 200],
  [100, 400],
] as const;
const ACT_RUNS = 3;

async function main(): Promise<void> {
  console.log('database     at once   ms a run   ms a step   runs/min   floor, ms a step   times the floor');
  for (const [atOnce, runs] of LOADS) {
    await embedded(atOnce, runs);
    await onServer(atOnce, runs);
  }
  const act = await measureAct(ACT_RUNS);
  if (act) console.log(rowOf('act, on host', 1, act));
  else console.log('act           not installed here (go install github.com/nektos/act@latest)');
  console.log('Temporal      not measured: its dev server is not driven by this bench');
}

async function embedded(atOnce: number, runs: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-bench-'));
  await compare('PGlite', { directory: join(folder, 'store') }, atOnce, runs);
  rmSync(folder, { recursive: true, force: true });
}

async function onServer(atOnce: number, runs: number): Promise<void> {
  const programs = findPostgres();
  if (programs === undefined)
    return console.log('PostgreSQL    not installed here (Debian: apt-get install postgresql)');
  const server = await startPostgres(programs);
  await compare('PostgreSQL', { url: server.url }, atOnce, runs);
  await server.stop();
}

async function compare(name: string, place: StorePlace, atOnce: number, runs: number): Promise<void> {
  const ours = await measureStore(place, runs, atOnce);
  const floor = await measureFloor(place, runs, ours.steps / ours.runs, atOnce);
  const times = perStepMs(ours) / perStepMs(floor);
  console.log(`${rowOf(name, atOnce, ours)}   ${cell(perStepMs(floor), 16, 2)}   ${cell(times, 15, 1)}`);
}

function rowOf(name: string, atOnce: number, figures: Figures): string {
  return [
    name.padEnd(12),
    cell(atOnce, 6, 0),
    cell(perRunMs(figures), 8, 1),
    cell(perStepMs(figures), 9, 2),
    cell(runsPerMinute(figures), 8, 0),
  ].join('   ');
}

function cell(value: number, width: number, digits: number): string {
  return value.toFixed(digits).padStart(width);
}

await main();
