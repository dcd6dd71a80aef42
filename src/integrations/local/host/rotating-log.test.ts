import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openRotatingLog } from './rotating-log.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'log-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a log that goes on for ever stays within two files, and its last lines are known', async () => {
  const file = join(folder, 'log');
  const log = openRotatingLog(file);
  const line = `${'x'.repeat(1_023)}\n`;
  for (let count = 0; count < 30_000; count++) {
    log.write(count % 2 === 0 ? line : Buffer.from(line));
    if (count % 200 === 0) await turn();
  }
  // What a slow disk has no room for is left out, so that the end is written until it is there.
  await vi.waitFor(async () => {
    log.write('one\ntwo\n');
    expect((await readFile(file, 'utf8')).endsWith('one\ntwo\n')).toBe(true);
  }, PATIENCE);
  expect(log.tail().split('\n').slice(-2)).toEqual(['one', 'two']);
  expect(log.tail().split('\n').length).toBeLessThanOrEqual(20);
  log.close();
  for (const name of [file, `${file}.1`]) expect((await stat(name)).size).toBeLessThan(6.5 * 1024 * 1024);
});

test('a log goes on where it stood', async () => {
  const file = join(folder, 'log');
  for (const text of ['first\n', 'second\n']) {
    const log = openRotatingLog(file);
    log.write(text);
    log.close();
    await vi.waitFor(async () => expect(await readFile(file, 'utf8')).toContain(text), PATIENCE);
  }
  expect(await readFile(file, 'utf8')).toBe('first\nsecond\n');
});

test('a log that cannot be written still knows its last lines, and breaks nothing', async () => {
  const log = openRotatingLog(join(folder, 'nowhere', 'log'));
  log.write('said\n');
  await turn();
  log.write('more\n');
  expect(log.tail()).toBe('said\nmore');
  log.close();
});
