import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createImageBuilder } from './builder.ts';
import { PLAIN_SERVICE, orderOf, temporaryFolder, writeTree } from './image.fixture.ts';
import { unpackImage } from './unpack.ts';

const run = promisify(execFile);
const isHere = spawnSync('skopeo', ['--version']).status === 0;
if (!isHere)
  console.warn(
    'SKIPPED: skopeo is not installed, so nobody but Shipchart has read the images (apt-get install skopeo)',
  );

test.runIf(process.env['CI'] === 'true')('skopeo is there in CI', () => {
  expect(isHere).toBe(true);
});

const builtShop = async () => {
  const layout = await temporaryFolder();
  const directory = await writeTree(await temporaryFolder(), PLAIN_SERVICE);
  const builder = createImageBuilder({ layoutDirectory: layout, toolVersion: '1.2.3' });
  await builder.build(orderOf(directory, { service: 'other' }));
  return builder.build(orderOf(directory));
};

test.skipIf(!isHere)('skopeo inspects the image under its name', async () => {
  const image = await builtShop();
  const { stdout } = await run('skopeo', ['inspect', image.reference]);
  expect(JSON.parse(stdout)).toMatchObject({
    Digest: image.digest,
    Created: '2023-11-14T22:13:20Z',
    Env: ['NODE_ENV=production'],
    Labels: {
      'org.opencontainers.image.title': 'shop',
      'org.opencontainers.image.revision': '3f9c2ab'.padEnd(40, '0'),
    },
  });
  const config = await run('skopeo', ['inspect', '--config', image.reference]);
  expect(JSON.parse(config.stdout)).toMatchObject({
    config: {
      User: '1000',
      Entrypoint: ['node', 'src/server.js'],
      WorkingDir: '/app',
      ExposedPorts: { '8080/tcp': {} },
    },
  });
});

test.skipIf(!isHere)('skopeo copies it, and the copy is the same image', async () => {
  const image = await builtShop();
  const copies = await temporaryFolder();
  const policy = ['--insecure-policy', 'copy', '--quiet'];
  await run('skopeo', [...policy, image.reference, `dir:${join(copies, 'plain')}`]);
  await run('skopeo', [...policy, `dir:${join(copies, 'plain')}`, `oci:${join(copies, 'layout')}:shop`]);
  const { stdout } = await run('skopeo', ['inspect', `oci:${join(copies, 'layout')}:shop`]);
  expect(JSON.parse(stdout)).toMatchObject({ Digest: image.digest });
  expect((await unpackImage(join(copies, 'layout'), image.digest, join(copies, 'run'))).command).toEqual([
    'node',
    'src/server.js',
  ]);
});
