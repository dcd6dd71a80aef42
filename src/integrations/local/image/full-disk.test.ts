import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createImageBuilder } from './builder.ts';
import { PLAIN_SERVICE, orderOf, temporaryFolder, writeTree } from './image.fixture.ts';

const run = promisify(execFile);
// Whether a user may make a small disk of its own is up to the kernel, not to what is installed: hence no failure in CI.
const mayMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', '-o', 'size=64k', 'none', '/mnt']).status === 0;
if (!mayMount)
  console.warn('SKIPPED: this kernel lets no user mount a small disk, so no image was built on a full one');

/** Runs a module with a disk of 256 KB mounted on `folder`, and gives back what it printed as JSON. */
async function onSmallDisk(folder: string, module: string, ...words: string[]): Promise<unknown> {
  await mkdir(folder, { recursive: true });
  const line = 'mount -t tmpfs -o size=256k none "$1" && shift && exec "$@"';
  const node = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '-e',
    module,
    ...words,
  ];
  const { stdout } = await run('unshare', ['-Urm', 'sh', '-c', line, 'sh', folder, ...node]);
  return JSON.parse(stdout);
}

const importLine = (name: string, file: string) =>
  `import { ${name} } from ${JSON.stringify(fileURLToPath(new URL(file, import.meta.url)))};`;
const REPORT = `.then(() => ({ code: 'none' }), ({ code, message, retry }) => ({ code, message, retry }))
  .then((end) => console.log(JSON.stringify({ ...end, left: readdirSync(folder, { recursive: true }) })));`;

const largeService = async () =>
  writeTree(await temporaryFolder(), { ...PLAIN_SERVICE, 'large.txt': randomBytes(400_000).toString('hex') });

test.skipIf(!mayMount)('a build on a full disk says so and leaves nothing half-written', async () => {
  const folder = join(await temporaryFolder(), 'disk');
  const module = `${importLine('createImageBuilder', './builder.ts')} import { readdirSync } from 'node:fs';
    const [, folder, directory] = process.argv;
    createImageBuilder({ layoutDirectory: folder, toolVersion: '1' })
      .build({ directory, service: 's', commit: '0'.repeat(40), commitTime: 1, log() {} })${REPORT}`;
  expect(await onSmallDisk(folder, module, folder, await largeService())).toEqual({
    code: 'disk-full',
    message: expect.stringContaining(folder),
    retry: true,
    left: ['blobs', 'oci-layout', 'blobs/sha256'],
  });
});

test.skipIf(!mayMount)('so does unpacking', async () => {
  const folder = join(await temporaryFolder(), 'disk');
  const layoutDirectory = await temporaryFolder();
  const { digest } = await createImageBuilder({ layoutDirectory, toolVersion: '1' }).build(
    orderOf(await largeService()),
  );
  const module = `${importLine('unpackImage', './unpack.ts')} import { readdirSync } from 'node:fs';
    const [, folder, layout, digest] = process.argv;
    unpackImage(layout, digest, folder + '/image')${REPORT}`;
  expect(await onSmallDisk(folder, module, folder, layoutDirectory, digest)).toMatchObject({
    code: 'disk-full',
    retry: true,
    left: [],
  });
});
