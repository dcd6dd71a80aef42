import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe } from 'vitest';
import { openStore, type StoreDependencies } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { deliveryOf } from './delivery.ts';
import { findPostgres, startPostgres, type PostgresServer } from './postgres.ts';

/** Makes opening a new directory take 0.4 s instead of 2 to 3. */
export const STORE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/shipchart/', import.meta.url));

export type Place = Parameters<typeof openStore>[0];

/** What went wrong behind a store's back, in the order it happened. */
export type Reports = { error: unknown; about: string }[];

export interface GivenStore {
  store: Store;
  reports: Reports;
  place: Place;
  /** Lets go of the data and opens it again, as a restart does. */
  reopen(): Promise<void>;
}

/** The same tests on the embedded database and on a PostgreSQL server; each gets a database of its own. */
export function onEveryDatabase(tests: (given: GivenStore) => void): void {
  describe('embedded', () => {
    tests(storeForFile());
  });
  onServer((server) => tests(storeIn(() => ({ url: server.url }))));
}

/** Tests that need a PostgreSQL server. Skipped, saying so, where the machine has none; in CI that is a failure. */
export function onServer(tests: (server: PostgresServer) => void): void {
  const programs = findPostgres();
  if (programs === undefined && process.env['CI'] === 'true')
    throw new Error('no PostgreSQL server is installed, and CI needs one');
  if (programs === undefined)
    console.warn('SKIPPED on a PostgreSQL server: none is installed (Debian: apt-get install postgresql)');
  describe.skipIf(programs === undefined)('on a PostgreSQL server', () => {
    const given = {} as PostgresServer;
    beforeAll(async () => void Object.assign(given, await startPostgres(programs ?? '')));
    afterAll(() => given.stop?.());
    tests(given);
  });
}

/** A database per file: a fresh directory before the file's tests, gone after them. */
export function storeForFile(dependencies: Partial<StoreDependencies> = {}): GivenStore {
  const directory = freshDirectory();
  return storeIn(() => ({ directory, cache: STORE_CACHE }), dependencies);
}

function storeIn(placeOf: () => Place, dependencies: Partial<StoreDependencies> = {}): GivenStore {
  const given = { reports: [] as Reports } as GivenStore;
  given.reopen = async () => {
    await given.store?.close();
    given.store = await openTestStore(given.place, given.reports, dependencies);
  };
  beforeAll(async () => {
    given.place = placeOf();
    await given.reopen();
  });
  afterAll(() => given.store?.close());
  return given;
}

/** A store for sketched deliveries. */
export function openTestStore(
  place: Place,
  reports: Reports = [],
  dependencies: Partial<StoreDependencies> = {},
): Promise<Store> {
  const report = (error: unknown, about: string) => void reports.push({ error, about });
  return openStore(place, { deliveryOf, report, ...dependencies });
}

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** A directory that is removed after the file's tests. */
export function freshDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'shipchart-store-'));
  directories.push(directory);
  return directory;
}

/** A commit as good as any. */
export const COMMIT = {
  id: 'a1b2c3d',
  author: 'Ada',
  email: 'ada@example.com',
  subject: 'Sell tea',
  time: 1_700_000_000,
};

/** A push of it, as the first argument of `createRun`. */
export function pushOf(project: string) {
  return { project, commit: COMMIT, ref: 'refs/heads/main', startedBy: 'ada', purpose: 'delivery' } as const;
}
