import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { contextOf, ends, waits } from '../../../test/support/step-context.ts';
import { newWorld, type World } from '../../../test/support/world.ts';
import { checkout } from './checkout.ts';

const SETTINGS = { prepare: 'npm ci', timeout: '15m' };
const KEY = 'shop-7:STEP:1:1';

let world: World;
beforeEach(() => {
  world = newWorld();
  world.directory = mkdtempSync(join(tmpdir(), 'shipchart-checkout-'));
});
afterEach(() => rmSync(world.directory, { recursive: true }));

test('without dependencies it is done at once', async () => {
  const context = contextOf({ timeout: '15m' }, { world });
  expect(ends(await checkout.start(context)).outcome).toBe('done');
  expect(context.lines).toEqual(['checked out c0ffee1 "Sell tea" by Ada.']);
});

test('what one run installed, the next with the same lock file has', async () => {
  write('package-lock.json', '{"a": 1}');
  await install('installed');
  expect(ends(await checkout.start(contextOf(SETTINGS, { world })))).toMatchObject({ output: { prepared: 'reused' } });
  expect(world.callsOf('commands.start')).toHaveLength(1);
});

test.each(['package-lock.json', 'yarn.lock', 'package.json', '.npmrc'])(
  'another %s means another install',
  async (file) => {
    write(file, 'one');
    const first = await keyAfterStart();
    write(file, 'two');
    expect(await keyAfterStart()).not.toBe(first);
  },
);

test('another line, or the same text in another file, is another install', async () => {
  write('yarn.lock', 'x');
  const first = await keyAfterStart();
  expect(await keyAfterStart('npm ci --omit=dev')).not.toBe(first);
  rmSync(join(world.directory, 'yarn.lock'));
  write('package.json', 'x');
  expect(await keyAfterStart()).not.toBe(first);
});

test('an install that fails is a failure with its line, and nothing of it is kept', async () => {
  const started = waits(await checkout.start(contextOf(SETTINGS, { world })));
  world.commands[KEY] = { state: 'ended', exitCode: 1, signal: null, because: 'exit', durationMs: 5 };
  const end = ends(await checkout.check(contextOf(SETTINGS, { world, memo: started.memo })));
  expect(end).toMatchObject({ outcome: 'failed', reason: 'npm ci: it ended with exit code 1' });
  expect(world.callsOf('workspaces.keepPrepared')).toEqual([]);
});

test('repeated after a crash, it attaches to the install that runs', async () => {
  const first = waits(await checkout.start(contextOf(SETTINGS, { world })));
  expect(waits(await checkout.start(contextOf(SETTINGS, { world })))).toEqual(first);
  expect(Object.keys(world.commands)).toEqual([KEY]);
});

async function install(prepared: string): Promise<void> {
  const started = waits(await checkout.start(contextOf(SETTINGS, { world })));
  world.commands[KEY] = { state: 'ended', exitCode: 0, signal: null, because: 'exit', durationMs: 5 };
  const end = ends(await checkout.check(contextOf(SETTINGS, { world, memo: started.memo })));
  expect(end).toMatchObject({ outcome: 'done', output: { prepared } });
}

async function keyAfterStart(prepare = 'npm ci'): Promise<string> {
  const { memo } = waits(await checkout.start(contextOf({ ...SETTINGS, prepare }, { world })));
  return (memo as { preparedKey: string }).preparedKey;
}

function write(path: string, text: string): void {
  writeFileSync(join(world.directory, path), text);
}
