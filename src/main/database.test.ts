import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { chosenDatabase, databaseAddress, storePlace } from './database.ts';

const URL_OF_FILE = 'postgres://ada@db.example:5432/shipchart';

test('DATABASE_URL comes before the file; an empty one is none', () => {
  expect(chosenDatabase(URL_OF_FILE, { DATABASE_URL: 'postgresql://b@c/d' })).toBe('postgresql://b@c/d');
  expect(chosenDatabase(URL_OF_FILE, { DATABASE_URL: '' })).toBe(URL_OF_FILE);
  expect(chosenDatabase(undefined, {})).toBeUndefined();
});

test('an address of something else is refused, and its password is not shown', () => {
  const choose = () => chosenDatabase(undefined, { DATABASE_URL: 'mysql://ada:s3cret@db/shop' });
  expect(choose).toThrow('DATABASE_URL is not the address of a PostgreSQL database');
  expect(choose).not.toThrow('s3cret');
});

test('the file holds no password', () => {
  expect(databaseAddress.safeParse(URL_OF_FILE).success).toBe(true);
  expect(databaseAddress.safeParse('sqlite:./x').success).toBe(false);
  const refused = databaseAddress.safeParse('postgres://ada:s3cret@db/shop');
  expect(refused.error?.issues[0]?.message).toMatch(/must not hold a password: .*DATABASE_URL/);
});

test('nodes that start at once in a folder give it one name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shipchart-site-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const places = await Promise.all([1, 2, 3].map(() => storePlace(folder, URL_OF_FILE)));
  expect(places[0]).toMatchObject({ url: URL_OF_FILE, site: { place: expect.stringContaining(folder) as string } });
  expect(new Set(places.map((place) => JSON.stringify(place))).size).toBe(1);
  expect(await storePlace(folder, undefined)).toEqual({ directory: join(folder, 'store') });
});
