import { execFile } from 'node:child_process';
import { chmod, readFile, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { imageBuilderContract } from '../../../ports/image-builder.contract.ts';
import { createImageBuilder } from './builder.ts';
import { PLAIN_SERVICE, type Tree, orderOf, readTree, temporaryFolder, writeTree } from './image.fixture.ts';
import { blobPath } from './oci.ts';
import { unpackImage } from './unpack.ts';

const run = promisify(execFile);

imageBuilderContract('OCI layout on disk', async () => {
  const layoutDirectory = await temporaryFolder();
  return { builder: createImageBuilder({ layoutDirectory, toolVersion: '1.2.3' }), close: async () => {} };
});

/** Builds the tree in a fresh layout and unpacks what was built. */
async function roundTrip(tree: Tree): Promise<Tree> {
  const [directory, layoutDirectory] = [await writeTree(await temporaryFolder(), tree), await temporaryFolder()];
  const image = await createImageBuilder({ layoutDirectory, toolVersion: '1.2.3' }).build(orderOf(directory));
  const unpacked = await unpackImage(layoutDirectory, image.digest, join(await temporaryFolder(), 'image'));
  return readTree(unpacked.directory);
}

test('the same commit is the same image wherever, whenever and under whichever umask it is built', async () => {
  const build = async (umaskFiles: number, seconds: number) => {
    const directory = await writeTree(await temporaryFolder(), PLAIN_SERVICE);
    await chmod(join(directory, 'src/server.js'), umaskFiles);
    await utimes(join(directory, 'src/server.js'), seconds, seconds);
    return (
      await createImageBuilder({ layoutDirectory: await temporaryFolder(), toolVersion: '1.2.3' }).build(
        orderOf(directory),
      )
    ).digest;
  };
  expect(await build(0o600, 1_000_000)).toBe(await build(0o664, 1_600_000_000));
});

test('another version of the tool, another commit or an executable bit is another image', async () => {
  const directory = await writeTree(await temporaryFolder(), PLAIN_SERVICE);
  const layoutDirectory = await temporaryFolder();
  const build = async (toolVersion: string, commitTime = 1) =>
    (await createImageBuilder({ layoutDirectory, toolVersion }).build(orderOf(directory, { commitTime }))).digest;
  const digests = [await build('1.2.3'), await build('1.2.4'), await build('1.2.3', 2)];
  await chmod(join(directory, 'src/server.js'), 0o755);
  digests.push(await build('1.2.3'));
  expect(new Set(digests).size).toBe(4);
});

test('the compressed layer does not say which system wrote it', async () => {
  const layout = await temporaryFolder();
  const image = await createImageBuilder({ layoutDirectory: layout, toolVersion: '1' }).build(
    orderOf(await writeTree(await temporaryFolder(), PLAIN_SERVICE)),
  );
  const manifest = JSON.parse(await readFile(blobPath(layout, image.digest), 'utf8')) as {
    layers: { digest: string }[];
  };
  const layer = await readFile(blobPath(layout, manifest.layers[0]?.digest ?? ''));
  expect([...layer.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  expect(gunzipSync(layer).length % 512).toBe(0);
});

test('holds the service without history, test results and what .dockerignore lists', async () => {
  const kept: Tree = {
    ...PLAIN_SERVICE,
    '.dockerignore': 'docs\n*.md\n!README.md\n',
    'README.md': 'hi',
    'src/reports/monthly.js': '1',
    'public/empty': {},
  };
  const left: Tree = {
    '.git/HEAD': 'x',
    'reports/unit.xml': 'x',
    'coverage/lcov.info': 'x',
    'docs/a.txt': 'x',
    'NOTES.md': 'x',
    'src/node_modules/a/i.js': 'x',
  };
  expect(await roundTrip({ ...kept, ...left })).toEqual(kept);
});

test('large files are streamed whole', async () => {
  const tree: Tree = { ...PLAIN_SERVICE, 'model.txt': '0123456789'.repeat(600_000) };
  expect(await roundTrip(tree)).toEqual(tree);
});

test('ships what the lock file marks as needed in production, and its commands', async () => {
  const lock = {
    lockfileVersion: 3,
    packages: {
      '': {},
      'node_modules/a': {},
      'node_modules/a/node_modules/c': {},
      'node_modules/tool': { dev: true },
      'node_modules/fsevents': { optional: true },
      'node_modules/own': { link: true },
      'packages/own': {},
    },
  };
  const kept: Tree = {
    ...PLAIN_SERVICE,
    'package-lock.json': JSON.stringify(lock),
    'packages/own/index.js': 'own',
    'node_modules/.bin/a': { link: '../a/bin.js' },
    'node_modules/a/bin.js': { run: '#!/usr/bin/env node' },
    'node_modules/a/lib/node_modules/fixture.js': 'part of the package',
    'node_modules/a/node_modules/c/c.js': 'c',
    'node_modules/own': { link: '../packages/own' },
  };
  const left: Tree = {
    'node_modules/.package-lock.json': '{}',
    'node_modules/.cache/x': 'x',
    'node_modules/.bin/tool': { link: '../tool/bin.js' },
    'node_modules/tool/bin.js': { run: 'x' },
    'node_modules/a/node_modules/stray/s.js': 'not in the lock',
  };
  expect(await roundTrip({ ...kept, ...left })).toEqual(kept);
});

const withDependency = (lock?: object): Tree => ({
  'package.json': JSON.stringify({ main: 'a.js', dependencies: { a: '1' } }),
  'a.js': '',
  ...(lock === undefined ? {} : { 'package-lock.json': JSON.stringify(lock) }),
});

test.each<[string, Tree]>([
  ['dependencies-missing', withDependency({ lockfileVersion: 3, packages: { 'node_modules/a': {} } })],
  ['lock-missing', withDependency()],
  ['lock-refused', withDependency({ lockfileVersion: 1, dependencies: {} })],
  ['manifest-refused', { 'package.json': '{' }],
  ['link-outside', { ...PLAIN_SERVICE, secret: { link: '/etc/passwd' } }],
  ['link-outside', { ...PLAIN_SERVICE, secret: { link: '../../etc' } }],
  ['link-outside', { ...PLAIN_SERVICE, 'deep/up': { link: '../src' }, secret: { link: 'deep/up/../../x' } }],
  ['name-reserved', { ...PLAIN_SERVICE, 'src/.wh.server.js': '' }],
  ['ignore-file-refused', { ...PLAIN_SERVICE, '.dockerignore': 'x\n'.repeat(3_000) }],
])('%s', async (code, tree) => {
  await expect(roundTrip(tree)).rejects.toMatchObject({ name: 'WorldFailure', code, retry: false });
});

test('several processes may push into one layout at once, and every image is listed', async () => {
  const directory = await writeTree(await temporaryFolder(), PLAIN_SERVICE);
  const layout = await temporaryFolder();
  const script = `import { createImageBuilder } from ${JSON.stringify(fileURLToPath(new URL('./builder.ts', import.meta.url)))};
    const builder = createImageBuilder({ layoutDirectory: process.argv[2], toolVersion: '1' });
    const order = (n) => ({ directory: process.argv[1], service: 's' + process.argv[3], commit: String(n).repeat(40), commitTime: 1, log() {} });
    await Promise.all([1, 2, 3, 4].map((n) => builder.build(order(n))));`;
  await Promise.all(
    [1, 2, 3].map((n) => run(process.execPath, ['--input-type=module', '-e', script, directory, layout, String(n)])),
  );
  const index = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8')) as { manifests: { digest: string }[] };
  expect(new Set(index.manifests.map((image) => image.digest)).size).toBe(12);
  expect((await readdir(layout)).toSorted()).toEqual(['blobs', 'index.json', 'index.lock', 'oci-layout']);
});

test('what a killed build left behind is removed by the next one; a damaged index is not overwritten', async () => {
  const directory = await writeTree(await temporaryFolder(), PLAIN_SERVICE);
  const layout = await writeTree(await temporaryFolder(), {
    '.incoming.making-999999999-00000000-00000000': 'half a layer',
  });
  const builder = createImageBuilder({ layoutDirectory: layout, toolVersion: '1' });
  await builder.build(orderOf(directory));
  expect(await readdir(layout)).not.toContain('.incoming.making-999999999-00000000-00000000');
  await writeFile(join(layout, 'index.json'), '{}');
  await expect(builder.build(orderOf(directory))).rejects.toMatchObject({ code: 'layout-damaged' });
  expect(await readFile(join(layout, 'index.json'), 'utf8')).toBe('{}');
});
