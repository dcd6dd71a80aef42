import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newWorld, type World } from '../../../test/support/world.ts';
import { commandVendor, vendorCounts } from './command-vendor.ts';
import { openEffects } from './effects.ts';
import { throughStandIn, type Tellers } from './stand-in.ts';
import { startVendor, type Vendor } from './vendor.ts';

const NOTICE = {
  key: 'n',
  project: 'shop',
  runId: 'shop-7',
  to: ['ada'],
  tone: 'bad',
  title: '',
  body: '',
  link: '',
} as const;
const INCIDENT = {
  key: 'i',
  project: 'shop',
  environment: 'production',
  runId: 'shop-7',
  severity: 'critical',
  title: '',
  body: '',
  evidence: [],
  link: '',
} as const;

let folder: string;
let vendor: Vendor;
let world: World;
let tellers: Tellers;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stand-in-'));
  vendor = await startVendor({ port: 0, file: join(folder, 'books.jsonl'), random: () => 0.5 });
  world = newWorld();
  tellers = throughStandIn(vendor.address, world.ports);
});

afterEach(async () => {
  await vendor.close();
  rmSync(folder, { recursive: true });
});

test('what it takes reaches who is behind it, and is counted by key', async () => {
  await tellers.notifier.send(NOTICE);
  expect(await tellers.pager.open(INCIDENT)).toEqual({ id: 'i' });
  await tellers.cdn.invalidate('production', ['/*'], 'c');
  expect(world.calls.map(({ name }) => name)).toEqual(['notifier.send', 'pager.open', 'cdn.invalidate']);
  expect(await vendorCounts(vendor.address)).toEqual([
    { service: 'notices', key: 'n', asked: 1, done: 1 },
    { service: 'incidents', key: 'i', asked: 1, done: 1 },
    { service: 'invalidations', key: 'c', asked: 1, done: 1 },
  ]);
});

test('a key that it knows is done once; a notice each time', async () => {
  for (let ask = 0; ask < 3; ask += 1) {
    await tellers.pager.open(INCIDENT);
    await tellers.notifier.send(NOTICE);
  }
  expect(vendor.effects.of('incidents', 'i')).toMatchObject({ asked: 3, done: 1 });
  expect(vendor.effects.of('notices', 'n')).toMatchObject({ asked: 3, done: 3 });
});

test.each([
  ['error', 0, { code: 'stand-in-failed', retry: true }],
  ['error-after', 1, { code: 'stand-in-failed', retry: true }],
  ['refuse', 0, { code: 'stand-in-failed', retry: false }],
  ['drop', 0, { code: 'stand-in-silent', retry: true }],
  ['drop-after', 1, { code: 'stand-in-silent', retry: true }],
  ['hang', 0, { code: 'stand-in-silent', retry: true }],
] as const)(
  '%s: done %i times, told as the failure that it is, and over when its times are',
  async (failure, done, told) => {
    await commandVendor(vendor.address, [{ service: 'incidents', failure, times: 1 }]);
    await expect(tellers.pager.open(INCIDENT)).rejects.toMatchObject({ name: 'WorldFailure', ...told });
    expect(vendor.effects.of('incidents', 'i')?.done).toBe(done);
    expect(world.calls).toEqual([]);
    await tellers.pager.open(INCIDENT);
    expect(vendor.effects.of('incidents', 'i')).toMatchObject({ asked: 2, done: 1 });
  },
);

test('a slow one is waited for', async () => {
  await commandVendor(vendor.address, [{ service: 'notices', failure: 'slow', slowMs: 20 }]);
  await tellers.notifier.send(NOTICE);
  expect(world.calls).toHaveLength(1);
});

test('of one key no more fail than was commanded, and healed it fails nothing', async () => {
  await commandVendor(vendor.address, [{ service: 'notices', failure: 'error', perKey: 1 }]);
  await expect(tellers.notifier.send(NOTICE)).rejects.toThrow('500');
  await tellers.notifier.send(NOTICE);
  await expect(tellers.notifier.send({ ...NOTICE, key: 'other' })).rejects.toThrow('500');
  expect(await commandVendor(vendor.address, [])).toEqual([]);
  await tellers.notifier.send({ ...NOTICE, key: 'third' });
});

test('its books outlive it, also where its end cut the last line short', async () => {
  await tellers.pager.open(INCIDENT);
  const file = join(folder, 'books.jsonl');
  writeFileSync(file, `${readFileSync(file, 'utf8')}{"what":"do`);
  openEffects(file).asked('incidents', 'i');
  expect(openEffects(file).all()).toEqual([{ service: 'incidents', key: 'i', asked: 2, done: 1 }]);
});

test('nobody there is a failure that says what to do', async () => {
  await vendor.close();
  await expect(tellers.notifier.send(NOTICE)).rejects.toMatchObject({ code: 'stand-in-silent' });
  await expect(vendorCounts(vendor.address)).rejects.toMatchObject({ hint: expect.stringContaining('stand-in') });
});
