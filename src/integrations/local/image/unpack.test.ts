import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type Header, pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { createImageBuilder } from './builder.ts';
import { PLAIN_SERVICE, type Tree, orderOf, readTree, temporaryFolder, writeTree } from './image.fixture.ts';
import { MEDIA_TYPES, blobPath, digestOf } from './oci.ts';
import { unpackImage } from './unpack.ts';

async function builtImage(tree: Tree = PLAIN_SERVICE) {
  const [directory, layout] = [await writeTree(await temporaryFolder(), tree), await temporaryFolder()];
  const { digest } = await createImageBuilder({ layoutDirectory: layout, toolVersion: '1' }).build(orderOf(directory));
  const documents = async (of: string) =>
    JSON.parse(await readFile(blobPath(layout, of), 'utf8')) as {
      config: { digest: string };
      layers: { digest: string }[];
    };
  return { layout, digest, manifest: await documents(digest), target: join(await temporaryFolder(), 'image') };
}

test('says how to start what it unpacked', async () => {
  const { layout, digest, target } = await builtImage({
    ...PLAIN_SERVICE,
    'package.json': '{"scripts":{"start":"A=b=c node src/server.js x"}}',
  });
  expect(await unpackImage(layout, digest, target)).toEqual({
    command: ['node', 'src/server.js', 'x'],
    directory: join(target, 'root/app'),
    environment: { NODE_ENV: 'production', A: 'b=c' },
  });
});

test('a repeat and unpackers at the same time find one whole image', async () => {
  const { layout, digest, target } = await builtImage();
  const all = await Promise.all([1, 2, 3].map(() => unpackImage(layout, digest, target)));
  expect(all[1]).toEqual(all[0]);
  await writeFile(join(target, 'root/app/written-by-the-service'), 'kept');
  await unpackImage(layout, digest, target);
  expect(await readdir(join(target, 'root/app'))).toContain('written-by-the-service');
  expect(await readdir(dirname(target))).toEqual(['image']);
});

test('a folder with something else in it is left alone', async () => {
  const { layout, digest, target } = await builtImage();
  await mkdir(target);
  await expect(unpackImage(layout, digest, target)).rejects.toMatchObject({ code: 'target-taken' });
});

test('what an unpacker that died left behind is removed', async () => {
  const { layout, digest, target } = await builtImage();
  await mkdir(join(dirname(target), '.image.making-999999999-00000000-00000000/root'), { recursive: true });
  await unpackImage(layout, digest, target);
  expect(await readdir(dirname(target))).toEqual(['image']);
});

test.each(['manifest', 'config', 'layer'])('changed bytes in the %s are found, and nothing is left', async (part) => {
  const { layout, digest, manifest, target } = await builtImage();
  const path = blobPath(
    layout,
    { manifest: digest, config: manifest.config.digest, layer: manifest.layers[0]?.digest ?? '' }[part] ?? '',
  );
  const bytes = await readFile(path);
  // The operating system byte of the gzip header and the white space of the documents change nothing but the digest.
  if (part === 'layer') bytes[9] = 3;
  await writeFile(path, part === 'layer' ? bytes : Buffer.concat([bytes, Buffer.from(' ')]));
  await expect(unpackImage(layout, digest, target)).rejects.toMatchObject({
    name: 'WorldFailure',
    code: 'image-damaged',
  });
  expect(await readdir(dirname(target))).toEqual([]);
});

test.each([0, 1, 30, 200])('a layer cut after %i bytes is found', async (bytes) => {
  const { layout, digest, manifest, target } = await builtImage();
  const path = blobPath(layout, manifest.layers[0]?.digest ?? '');
  await writeFile(path, (await readFile(path)).subarray(0, bytes));
  await expect(unpackImage(layout, digest, target)).rejects.toMatchObject({ code: 'image-damaged' });
});

test('an unknown digest is missing, and something that is none is refused', async () => {
  const { layout, target } = await builtImage();
  await expect(unpackImage(layout, digestOf(Buffer.from('x')), target)).rejects.toMatchObject({
    code: 'image-missing',
  });
  await expect(unpackImage(layout, 'sha256:../../../etc/passwd', target)).rejects.toMatchObject({
    code: 'image-refused',
  });
});

/** An image of a layout whose only layer holds these entries, digests and all in order. */
async function forgedImage(entries: (Partial<Header> & { name: string })[], claimedContent?: string) {
  const archive = pack();
  for (const entry of entries) archive.entry(entry, entry.type === undefined || entry.type === 'file' ? 'evil' : '');
  archive.finalize();
  const content = await buffer(archive);
  const layout = await temporaryFolder();
  const put = async (mediaType: string, bytes: Buffer) => {
    const digest = digestOf(bytes);
    await mkdir(join(layout, 'blobs/sha256'), { recursive: true });
    await writeFile(blobPath(layout, digest), bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const layer = await put(MEDIA_TYPES.layer, gzipSync(content));
  const diffId = claimedContent ?? `sha256:${createHash('sha256').update(content).digest('hex')}`;
  const json = (document: object) => Buffer.from(JSON.stringify(document));
  const config = await put(
    MEDIA_TYPES.config,
    json({ config: { Entrypoint: ['node'], WorkingDir: '/app' }, rootfs: { type: 'layers', diff_ids: [diffId] } }),
  );
  const manifest = await put(MEDIA_TYPES.manifest, json({ schemaVersion: 2, config, layers: [layer] }));
  const outer = await temporaryFolder();
  return { outer, unpack: () => unpackImage(layout, manifest.digest, join(outer, 'in/image')) };
}

test.each<[string, (Partial<Header> & { name: string })[]]>([
  ['a path that climbs', [{ name: '../../evil' }]],
  ['a path that climbs in the middle', [{ name: 'app/../../../evil' }]],
  ['an absolute path', [{ name: '/tmp/shipchart-evil' }]],
  ['an absolute link', [{ name: 'app', type: 'symlink', linkname: '/tmp' }]],
  ['a link that climbs', [{ name: 'app/l', type: 'symlink', linkname: '../../x' }]],
  [
    'a link that climbs by way of another one',
    [
      { name: 'app/deep', type: 'directory' },
      { name: 'app/up', type: 'symlink', linkname: 'deep/../..' },
      { name: 'app/l', type: 'symlink', linkname: 'up/../x' },
    ],
  ],
  [
    'links in a circle',
    [
      { name: 'a', type: 'symlink', linkname: 'b' },
      { name: 'b', type: 'symlink', linkname: 'a' },
    ],
  ],
  ['a hard link', [{ name: 'app/h', type: 'link', linkname: '/etc/passwd' }]],
  ['a device', [{ name: 'app/d', type: 'character-device' }]],
  ['a pipe', [{ name: 'app/f', type: 'fifo' }]],
  ['a deletion', [{ name: 'app/.wh.server.js' }]],
  ['an empty name', [{ name: './' }]],
])('%s is refused, and nothing is left', async (_, entries) => {
  const { outer, unpack } = await forgedImage(entries);
  await expect(unpack()).rejects.toMatchObject({ name: 'WorldFailure', code: 'image-refused' });
  expect(await readTree(outer)).toEqual({ in: {} });
});

test.each<[string, (Partial<Header> & { name: string })[]]>([
  ['a file behind a link', [{ name: 'app/l', type: 'symlink', linkname: '.' }, { name: 'app/l/evil' }]],
  ['a file twice', [{ name: 'app/a' }, { name: 'app/a' }]],
])('%s: nothing is written, nothing is left', async (_, entries) => {
  const { outer, unpack } = await forgedImage(entries);
  await expect(unpack()).rejects.toMatchObject({ name: 'WorldFailure', code: 'image-refused' });
  expect(await readTree(outer)).toEqual({ in: {} });
});

test('a layer whose content is not the one that the configuration names is damaged', async () => {
  const { unpack } = await forgedImage([{ name: 'app/a' }], digestOf(Buffer.from('other')));
  await expect(unpack()).rejects.toMatchObject({ code: 'image-damaged' });
});

const name = fc
  .oneof(
    fc.stringMatching(/^[ -.0-~]{1,12}$/),
    fc.constantFrom('ä', '日本', 'x'.repeat(90), 'a b', '-rf', '.env', "it's"),
  )
  .filter(
    (text) =>
      !['.', '..', '.git', 'node_modules', '.dockerignore', 'package.json'].includes(text) && !text.startsWith('.wh.'),
  );
const content = fc.oneof(
  fc.string().map((text): Tree[string] => text),
  fc.string().map((run): Tree[string] => ({ run })),
  fc.constant<Tree[string]>({}),
);
/** Folders of one name, so that no path is both a file and a folder; links to the package's manifest. */
const tree = fc
  .array(fc.tuple(fc.array(name, { maxLength: 3 }), name, content), { maxLength: 12 })
  .map((all) =>
    Object.fromEntries(
      all.map(([folders, file, what]) => [[...folders.map((folder) => `d${folder}`), `f${file}`].join('/'), what]),
    ),
  )
  .map((all): Tree => ({ ...all, 'zz/link': { link: '../package.json' }, 'zz/gone': { link: 'not/there' } }));

test('unpack(build(x)) is x, for any x', async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (files) => {
      const x = { ...files, 'package.json': '{"main":"package.json"}' };
      const { layout, digest, target } = await builtImage(x);
      expect(await readTree((await unpackImage(layout, digest, target)).directory)).toEqual(x);
    }),
    { numRuns: 60 },
  );
}, 60_000);
