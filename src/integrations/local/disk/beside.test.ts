import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { exists, makeBeside, nameBeside, removeWhole, sweepLeftovers } from './beside.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shipchart-beside-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

const makeWith = (content: string) => async (beside: string) => {
  await mkdir(beside);
  await writeFile(join(beside, 'content'), content);
};

test('a folder is there whole or not at all', async () => {
  const target = join(folder, 'deep/target');
  const half = makeBeside(target, async (beside) => {
    await makeWith('half')(beside);
    throw new Error('stopped');
  });
  await expect(half).rejects.toThrow('stopped');
  expect(await readdir(join(folder, 'deep'))).toEqual([]);
  await makeBeside(target, makeWith('whole'));
  expect(await readFile(join(target, 'content'), 'utf8')).toBe('whole');
});

test('who comes second leaves what the first one made', async () => {
  const target = join(folder, 'target');
  await Promise.all([makeBeside(target, makeWith('same')), makeBeside(target, makeWith('same'))]);
  expect(await readdir(folder)).toEqual(['target']);
});

test('only leftovers of dead processes are swept', async () => {
  const ours = nameBeside(join(folder, 'target'));
  const dead = join(folder, '.target.making-999999999-00000000-00000000');
  const earlierWithOurPid = join(folder, `.target.making-${process.pid}-00000000-00000000`);
  for (const path of [ours, dead, earlierWithOurPid, join(folder, 'target')]) await mkdir(path);
  await sweepLeftovers(folder);
  expect((await readdir(folder)).toSorted()).toEqual([basename(ours), 'target']);
});

test('removing takes everything, and a repeat nothing', async () => {
  const target = join(folder, 'target');
  await makeWith('x')(target);
  await removeWhole(target);
  await removeWhole(target);
  expect(await exists(target)).toBe(false);
  expect(await readdir(folder)).toEqual([]);
});
