import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { blobsContract } from '../../../ports/blobs.contract.ts';
import { createBlobs } from './blobs.ts';

const temporaryFolder = () => mkdtemp(join(tmpdir(), 'shipchart-blobs-'));

blobsContract('files on this machine', async () => {
  const folder = await temporaryFolder();
  return { blobs: createBlobs({ directory: join(folder, 'blobs') }), close: () => rm(folder, { recursive: true }) };
});

test('who reads while a blob is replaced sees the old one or the new one', async () => {
  const folder = await temporaryFolder();
  onTestFinished(() => rm(folder, { recursive: true }));
  const blobs = createBlobs({ directory: folder });
  const contents = ['a', 'b'].map((letter) => new TextEncoder().encode(letter.repeat(200_000)));
  await blobs.write('x', contents[0] ?? new Uint8Array());
  let writing = true;
  const written = (async () => {
    for (let n = 0; n < 40; n += 1) await blobs.write('x', contents[n % 2] ?? new Uint8Array());
    writing = false;
  })();
  while (writing) expect(new Set(await blobs.read('x', 0, 1_000_000)).size).toBe(1);
  await written;
  expect(await readdir(folder)).toEqual(['x']);
});

test.skipIf(!existsSync('/dev/full'))('a full disk says which place', async () => {
  const folder = await temporaryFolder();
  onTestFinished(() => rm(folder, { recursive: true }));
  await symlink('/dev/full', join(folder, 'log'));
  const appended = createBlobs({ directory: folder }).append('log', 'x');
  await expect(appended).rejects.toMatchObject({
    name: 'WorldFailure',
    code: 'disk-full',
    message: expect.stringContaining(folder),
  });
});
