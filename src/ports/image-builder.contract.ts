import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImageBuilder, ImageOrder } from './image-builder.ts';

/** What every image builder must do, on a Node service without dependencies. `open` gives one with an empty registry. */
export function imageBuilderContract(
  name: string,
  open: () => Promise<{ builder: ImageBuilder; close(): Promise<void> }>,
): void {
  describe(`image builder: ${name}`, () => {
    let stage: Awaited<ReturnType<typeof open>>;
    let directory: string;
    const order = (facts: Partial<ImageOrder> = {}): ImageOrder => {
      return {
        directory,
        service: 'shop',
        commit: '3f9c2ab'.padEnd(40, '0'),
        commitTime: 1_700_000_000,
        log() {},
        ...facts,
      };
    };
    const write = async (path: string, text: string) => {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), text);
    };

    beforeEach(async () => {
      stage = await open();
      directory = await mkdtemp(join(tmpdir(), 'image-contract-'));
      await write('package.json', JSON.stringify({ name: 'shop', scripts: { start: 'node src/server.js' } }));
      await write('src/server.js', 'console.log("up");\n');
    });
    afterEach(async () => {
      await stage.close();
      await rm(directory, { recursive: true, force: true });
    });

    test('builds an image and says where it is', async () => {
      const image = await stage.builder.build(order());
      expect(image.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(image.reference).toContain('shop-3f9c2ab');
      expect(image.bytes).toBeGreaterThan(0);
      expect(image.layers).toBeGreaterThan(0);
    });

    test('a repeat gives the same image', async () => {
      expect(await stage.builder.build(order())).toEqual(await stage.builder.build(order()));
    });

    test('builds at the same time do not hurt each other', async () => {
      const commits = ['aaaaaaa', 'bbbbbbb', 'ccccccc', 'aaaaaaa'].map((short) => short.padEnd(40, '0'));
      const images = await Promise.all(commits.map((commit) => stage.builder.build(order({ commit }))));
      expect(new Set(images.map((image) => image.digest)).size).toBe(3);
      expect(images[3]).toEqual(images[0]);
    });

    test('other content is another image', async () => {
      const before = await stage.builder.build(order());
      await write('src/server.js', 'console.log("up again");\n');
      expect((await stage.builder.build(order())).digest).not.toBe(before.digest);
    });

    test('without package.json: manifest-missing', async () => {
      await rm(join(directory, 'package.json'));
      await expect(stage.builder.build(order())).rejects.toMatchObject({
        name: 'WorldFailure',
        code: 'manifest-missing',
        retry: false,
      });
    });

    test('with nothing to start: entry-missing', async () => {
      await rm(join(directory, 'src/server.js'));
      await expect(stage.builder.build(order())).rejects.toMatchObject({
        name: 'WorldFailure',
        code: 'entry-missing',
        retry: false,
      });
    });
  });
}
