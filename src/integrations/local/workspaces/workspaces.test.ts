import { execFile } from 'node:child_process';
import {
  appendFile,
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { workspacesContract } from '../../../ports/workspaces.contract.ts';
import type { Workspaces } from '../../../ports/workspaces.ts';
import { createGitSource } from '../source/git-source.ts';
import { commitAll, makeRepository } from '../source/repository.fixture.ts';
import { createWorkspaces } from './workspaces.ts';

async function openStage() {
  const repository = await makeRepository();
  for (const path of ['package.json', 'src/a.js']) await repository.write(path, path);
  const commit = await commitAll(repository, 'x');
  const directory = join(repository.folder, 'workspaces');
  const source = createGitSource({ repository: repository.bare });
  return {
    repository,
    source,
    directory,
    commit,
    workspaces: createWorkspaces({ directory, source }),
    close: repository.remove,
  };
}

workspacesContract('folders on this machine', openStage);

let stage: Awaited<ReturnType<typeof openStage>>;
let workspaces: Workspaces;
beforeEach(async () => {
  stage = await openStage();
  workspaces = stage.workspaces;
});
afterEach(() => stage.close());

const make = async (folder: string, path: string, text = path) => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
};
const begin = (runId: string) => workspaces.checkout(runId, stage.commit);
const keptFolders = async () => (await readdir(join(stage.directory, 'kept'))).filter((name) => !name.startsWith('.'));

test('an install of several folders is kept and restored with links and executable bits', async () => {
  const first = await begin('first');
  await make(first, 'node_modules/a/bin.js');
  await chmod(join(first, 'node_modules/a/bin.js'), 0o755);
  await mkdir(join(first, 'node_modules/.bin'));
  await symlink('../a/bin.js', join(first, 'node_modules/.bin/a'));
  await make(first, 'src/node_modules/b/b.js');
  expect(await workspaces.keepPrepared('first', 'key')).toEqual({ kept: true });
  const second = await begin('second');
  expect(await workspaces.restorePrepared('second', 'key')).toBe('restored');
  for (const folder of [second, await workspaces.copy('second', 'UNIT-1')]) {
    expect((await lstat(join(folder, 'node_modules/a/bin.js'))).mode & 0o111).toBe(0o111);
    expect(await readlink(join(folder, 'node_modules/.bin/a'))).toBe('../a/bin.js');
    expect(await readFile(join(folder, 'src/node_modules/b/b.js'), 'utf8')).toBe('src/node_modules/b/b.js');
  }
});

test('what depends on the commit is not kept: another commit would get it', async () => {
  const folder = await begin('r');
  expect(await workspaces.keepPrepared('r', 'key')).toEqual({ kept: false, reason: 'it made nothing' });
  await make(folder, 'node_modules/a/a.js');
  await make(folder, 'dist/a.js');
  expect(await workspaces.keepPrepared('r', 'key')).toMatchObject({
    kept: false,
    reason: expect.stringContaining('dist/'),
  });
  await rm(join(folder, 'dist'), { recursive: true });
  await appendFile(join(folder, 'src/a.js'), 'generated');
  expect(await workspaces.keepPrepared('r', 'key')).toMatchObject({
    kept: false,
    reason: expect.stringContaining('src/a.js'),
  });
  expect(await workspaces.restorePrepared('r', 'key')).toBe('absent');
});

test('what prepare built beside the dependencies is in every copy, really copied', async () => {
  const folder = await begin('r');
  await make(folder, 'dist/deep/a.js', 'built');
  const [one, other] = [await workspaces.copy('r', 'A-1'), await workspaces.copy('r', 'B-1')];
  await writeFile(join(one, 'dist/deep/a.js'), 'rebuilt in place');
  expect(await readFile(join(other, 'dist/deep/a.js'), 'utf8')).toBe('built');
});

test.each<[string, (tree: string) => Promise<unknown>]>([
  ['a byte', (tree) => writeFile(join(tree, 'node_modules/a/a.js'), 'node_modules/a/A.js')],
  ['a file more', (tree) => writeFile(join(tree, 'node_modules/a/b.js'), '')],
  ['a file less', (tree) => rm(join(tree, 'node_modules/a/a.js'))],
  ['an executable bit', (tree) => chmod(join(tree, 'node_modules/a/a.js'), 0o755)],
])('a kept install that differs by %s is thrown away', async (_, change) => {
  await make(await begin('first'), 'node_modules/a/a.js');
  await workspaces.keepPrepared('first', 'key');
  const [name = ''] = await keptFolders();
  await change(join(stage.directory, 'kept', name, 'tree'));
  await begin('second');
  expect(await workspaces.restorePrepared('second', 'key')).toBe('absent');
  expect(await keptFolders()).toEqual([]);
  await make(await begin('second'), 'node_modules/a/a.js');
  expect(await workspaces.keepPrepared('second', 'key')).toEqual({ kept: true });
});

test('only so many installs are kept; one that is used stays', async () => {
  const folder = await begin('r');
  await make(folder, 'node_modules/a/a.js');
  for (const key of 'abcdefgh') await workspaces.keepPrepared('r', key);
  await workspaces.restorePrepared('r', 'a');
  await workspaces.keepPrepared('r', 'i');
  expect(await keptFolders()).toHaveLength(8);
  expect(await workspaces.restorePrepared('r', 'a')).toBe('restored');
  expect(await workspaces.restorePrepared('r', 'b')).toBe('absent');
});

test('a run is of one commit', async () => {
  await begin('r');
  await expect(workspaces.checkout('r', await commitAll(stage.repository, 'later'))).rejects.toThrow('not of');
});

test('a checkout that broke off leaves nothing, and the next one is whole', async () => {
  const breaking = createWorkspaces({
    directory: stage.directory,
    source: {
      ...stage.source,
      async checkout(commit, folder) {
        await stage.source.checkout(commit, folder);
        throw new Error('broke off');
      },
    },
  });
  await expect(breaking.checkout('r', stage.commit)).rejects.toThrow('broke off');
  expect((await readdir(await begin('r'))).toSorted()).toEqual(['package.json', 'src']);
});

test('what a killed process left half-made is removed', async () => {
  const leftover = join(stage.directory, 'runs/.r.making-999999999-00000000-00000000');
  await make(leftover, 'half');
  await begin('r');
  expect(await readdir(join(stage.directory, 'runs'))).toEqual(['r']);
});

test('a full disk names the place, and nothing half-made stays', async () => {
  const full = createWorkspaces({
    directory: stage.directory,
    source: {
      ...stage.source,
      async checkout(_, folder) {
        await make(folder, 'half');
        throw Object.assign(new Error('write'), { code: 'ENOSPC' });
      },
    },
  });
  const facts = {
    name: 'WorldFailure',
    code: 'disk-full',
    message: expect.stringContaining(stage.directory),
    retry: true,
  };
  await expect(full.checkout('r', stage.commit)).rejects.toMatchObject(facts);
  expect(await readdir(join(stage.directory, 'runs/r'))).toEqual([]);
});

test('the checkout that is copied may be large: names beyond what one command takes', async () => {
  const folder = await begin('r');
  const names = Array.from({ length: 1_500 }, (_, n) => `${'long-name-'.repeat(10)}${n}.txt`);
  for (const name of names) await writeFile(join(folder, name), name);
  const copied = await readdir(await workspaces.copy('r', 'A-1'));
  expect(copied.filter((name) => name !== '.git')).toHaveLength(1_502);
});

test.skipIf(process.platform === 'darwin')(
  'a twin is no copy of bytes: either cloned by the file system or hard-linked',
  async () => {
    const folder = await begin('r');
    await make(folder, 'node_modules/a/a.js');
    const copy = await workspaces.copy('r', 'A-1');
    const [one, other] = await Promise.all([folder, copy].map((each) => lstat(join(each, 'node_modules/a/a.js'))));
    const probe = join(await mkdtemp(join(tmpdir(), 'shipchart-clone-')), 'p');
    const clones = await promisify(execFile)('cp', ['--reflink=always', join(folder, 'package.json'), probe]).then(
      () => true,
      () => false,
    );
    await rm(dirname(probe), { recursive: true });
    expect(one?.ino === other?.ino).toBe(!clones);
    const tracked = await Promise.all([folder, copy].map((each) => lstat(join(each, 'src/a.js'))));
    expect(tracked[0]?.ino).not.toBe(tracked[1]?.ino);
  },
);

test('a copy is a repository of its own, so that tools which ask git look at it and at nothing around it', async () => {
  await mkdir(stage.directory, { recursive: true });
  await promisify(execFile)('git', ['init', '--quiet'], { cwd: stage.directory });
  await writeFile(join(stage.directory, '.gitignore'), '*\n');
  await begin('r');
  const copy = await workspaces.copy('r', 'A-1');
  const ask = async (...words: string[]) => (await promisify(execFile)('git', words, { cwd: copy })).stdout.trim();
  expect(await ask('rev-parse', '--show-toplevel')).toBe(await realpath(copy));
  expect((await ask('ls-files', '--others', '--exclude-standard')).split('\n')).toEqual(['package.json', 'src/a.js']);
});
