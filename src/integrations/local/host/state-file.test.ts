import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStateFile } from './state-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'state-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('what was saved is found again, whatever was saved at the same time', async () => {
  const file = join(folder, 'state.json');
  const first = await openStateFile(file, () => undefined);
  expect(first.state).toEqual({ life: 0, environments: {} });
  const saves = Array.from({ length: 20 }, async () => {
    first.state.life++;
    const life = first.state.life;
    await first.save();
    // When a save returns, the file holds at least what it was called with.
    expect((JSON.parse(await readFile(file, 'utf8')) as { life: number }).life).toBeGreaterThanOrEqual(life);
  });
  await Promise.all(saves);
  expect((await openStateFile(file, () => undefined)).state.life).toBe(20);
});

test('a file that cannot be read is put aside, and said so', async () => {
  const file = join(folder, 'state.json');
  await writeFile(file, '{"life": 3, "envir');
  const lines: string[] = [];
  expect((await openStateFile(file, (line) => lines.push(line))).state.life).toBe(0);
  expect(lines[0]).toContain('state.json.unreadable');
  expect(await readdir(folder)).toEqual(['state.json.unreadable']);
});

test('a disk that takes nothing is said so', async () => {
  const file = join(folder, 'sub', 'state.json');
  const { save } = await openStateFile(file, () => undefined);
  await expect(save()).rejects.toMatchObject({ code: 'state-not-written', retry: true });
});
