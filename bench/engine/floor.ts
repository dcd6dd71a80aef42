import pg from 'pg';
import { PGlite } from '@electric-sql/pglite';
import type { StorePlace } from '../../src/store/open-database.ts';
import type { Figures } from './figures.ts';

const COMMITS_PER_STEP = 2;
/** As many as the store has. */
const CONNECTIONS_MAX = 10;

/** The least that a durable engine can do: two bare commits a step to the same database, as many runs at the same time. */
export async function measureFloor(
  place: StorePlace,
  runs: number,
  stepsPerRun: number,
  atOnce: number,
): Promise<Figures> {
  const { commit, close } = 'url' in place ? await onServer(place.url, atOnce) : await embedded(place.directory);
  const began = performance.now();
  let begun = 0;
  async function lane(): Promise<void> {
    while (begun < runs) {
      begun += 1;
      for (let each = 0; each < stepsPerRun * COMMITS_PER_STEP; each += 1) await commit();
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane));
  const tookMs = performance.now() - began;
  await close();
  return { runs, steps: runs * stepsPerRun, tookMs };
}

interface Committer {
  commit(): Promise<unknown>;
  close(): Promise<void>;
}

async function onServer(url: string, atOnce: number): Promise<Committer> {
  const pool = new pg.Pool({ connectionString: url, max: Math.min(atOnce, CONNECTIONS_MAX) });
  await pool.query('create table if not exists floor (at bigint)');
  return { commit: () => pool.query({ name: 'floor', text: 'insert into floor values (1)' }), close: () => pool.end() };
}

async function embedded(directory: string): Promise<Committer> {
  const database = await PGlite.create({ dataDir: `${directory}-floor` });
  await database.exec('create table if not exists floor (at bigint)');
  return { commit: () => database.query('insert into floor values (1)'), close: () => database.close() };
}
