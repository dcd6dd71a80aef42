import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createImageBuilder } from '../image/builder.ts';
import { imagesOf } from './images.ts';

test('images that nobody holds are removed, but for the last few', async () => {
  const root = await mkdtemp(join(tmpdir(), 'images-'));
  const [layout, target, source] = [join(root, 'layout'), join(root, 'unpacked'), join(root, 'source')];
  await mkdir(source);
  await writeFile(join(source, 'package.json'), '{"main":"a.js"}');
  const builder = createImageBuilder({ layoutDirectory: layout, toolVersion: 'test' });
  const digests: string[] = [];
  const held = new Set<string>();
  const images = imagesOf(layout, target, () => held);
  for (let version = 0; version < 9; version++) {
    await writeFile(join(source, 'a.js'), `// ${version}`);
    const order = {
      directory: source,
      service: 'tiny',
      commit: `${version}`.repeat(40),
      commitTime: 1,
      log: () => undefined,
    };
    const { digest } = await builder.build(order);
    if (version === 0) held.add(digest);
    digests.push(digest);
    await images.require(digest);
    await images.unpack(digest);
  }
  // The one that is held, the one just unpacked, and five to spare.
  const expected = [digests[0], ...digests.slice(-6)].map((digest = '') => digest.replace(':', '-')).sort();
  expect((await readdir(target)).sort()).toEqual(expected);
  await rm(root, { recursive: true });
});
