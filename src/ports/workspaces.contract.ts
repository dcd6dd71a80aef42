import { access, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Workspaces } from './workspaces.ts';

export interface WorkspacesStage {
  workspaces: Workspaces;
  /** A commit that holds `package.json` and `src/a.js`, each with its own path as text. */
  commit: string;
  close(): Promise<void>;
}

const write = async (folder: string, path: string, text: string) => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
};
const read = (folder: string, path: string) => readFile(join(folder, path), 'utf8');
const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** What all workspaces must do. `open` gives empty ones. */
export function workspacesContract(name: string, open: () => Promise<WorkspacesStage>): void {
  describe(`workspaces: ${name}`, () => {
    let stage: WorkspacesStage;
    /** A run whose `prepare` has installed a package. */
    const preparedRun = async (runId: string) => {
      const folder = await stage.workspaces.checkout(runId, stage.commit);
      await write(folder, 'node_modules/a/index.js', 'installed');
      return folder;
    };
    beforeEach(async () => {
      stage = await open();
    });
    afterEach(() => stage.close());

    test('a run has one checkout, however often it is asked for', async () => {
      const folder = await stage.workspaces.checkout('run 1', stage.commit);
      expect((await readdir(folder)).toSorted()).toEqual(['package.json', 'src']);
      await write(folder, 'made.txt', 'x');
      expect(await stage.workspaces.checkout('run 1', stage.commit)).toBe(folder);
      expect(await read(folder, 'made.txt')).toBe('x');
      expect(await stage.workspaces.checkout('run 2', stage.commit)).not.toBe(folder);
    });

    test('checkouts asked for at the same time are one', async () => {
      const folders = await Promise.all([1, 2, 3].map(() => stage.workspaces.checkout('r', stage.commit)));
      expect(new Set(folders).size).toBe(1);
      expect(await read(folders[0] ?? '', 'src/a.js')).toBe('src/a.js');
    });

    test('copies hold what the checkout holds, and parallel checks cannot hurt each other', async () => {
      const folder = await preparedRun('r');
      const [lint, unit] = [await stage.workspaces.copy('r', 'LINT-1'), await stage.workspaces.copy('r', 'UNIT-1')];
      await write(lint, 'src/a.js', 'changed by lint');
      await write(lint, 'node_modules/.cache/lint', 'x');
      await write(lint, 'reports/lint.xml', 'x');
      for (const other of [folder, unit]) {
        expect(await read(other, 'src/a.js')).toBe('src/a.js');
        expect(await read(other, 'node_modules/a/index.js')).toBe('installed');
        expect(await readdir(join(other, 'node_modules'))).toEqual(['a']);
        expect(await readdir(other)).not.toContain('reports');
      }
    });

    test('a copy asked for again is the same one, since its command may still be at work', async () => {
      await preparedRun('r');
      const copy = await stage.workspaces.copy('r', 'UNIT-1');
      await write(copy, 'half-done', 'x');
      expect(await stage.workspaces.copy('r', 'UNIT-1')).toBe(copy);
      expect(await read(copy, 'half-done')).toBe('x');
      expect(await readdir(await stage.workspaces.copy('r', 'UNIT-2'))).not.toContain('half-done');
    });

    test('what an earlier run installed is used again for the same key, and for no other', async () => {
      await preparedRun('first');
      expect(await stage.workspaces.keepPrepared('first', 'key')).toEqual({ kept: true });
      const folder = await stage.workspaces.checkout('second', stage.commit);
      expect(await stage.workspaces.restorePrepared('second', 'other key')).toBe('absent');
      expect(await stage.workspaces.restorePrepared('second', 'key')).toBe('restored');
      expect(await read(folder, 'node_modules/a/index.js')).toBe('installed');
      expect(await stage.workspaces.restorePrepared('second', 'key')).toBe('restored');
    });

    test('a half-made install is replaced by the kept one', async () => {
      await preparedRun('first');
      await stage.workspaces.keepPrepared('first', 'key');
      const folder = await stage.workspaces.checkout('second', stage.commit);
      await write(folder, 'node_modules/half/index.js', 'x');
      await stage.workspaces.restorePrepared('second', 'key');
      expect(await readdir(join(folder, 'node_modules'))).toEqual(['a']);
    });

    test('an install that a check wrote into is not used again', async () => {
      await preparedRun('first');
      await stage.workspaces.keepPrepared('first', 'key');
      await stage.workspaces.checkout('second', stage.commit);
      await stage.workspaces.restorePrepared('second', 'key');
      // In place, which reaches every twin where the file system has hard links only.
      await writeFile(
        join(await stage.workspaces.copy('second', 'BAD-1'), 'node_modules/a/index.js'),
        'patched by a check',
      );
      const third = await stage.workspaces.checkout('third', stage.commit);
      if ((await stage.workspaces.restorePrepared('third', 'key')) === 'restored') {
        expect(await read(third, 'node_modules/a/index.js')).toBe('installed');
      } else {
        expect(await isThere(join(third, 'node_modules'))).toBe(false);
      }
    });

    test('a discarded run leaves nothing, and others and what is kept stay', async () => {
      const [folder, other] = [await preparedRun('first'), await preparedRun('second')];
      await stage.workspaces.keepPrepared('first', 'key');
      const copy = await stage.workspaces.copy('first', 'UNIT-1');
      await stage.workspaces.discard('first');
      await stage.workspaces.discard('first');
      expect(await Promise.all([folder, copy, other].map(isThere))).toEqual([false, false, true]);
      expect(await stage.workspaces.restorePrepared('second', 'key')).toBe('restored');
    });

    test('names of any kind stay inside, each its own', async () => {
      const names = ['../../up', '/abs', 'ä ö', 'a/b', 'a-b', 'A-b', '.', '..', 'x'.repeat(300), `${'x'.repeat(300)}y`];
      await stage.workspaces.checkout('../r', stage.commit);
      const copies = await Promise.all(names.map((each) => stage.workspaces.copy('../r', each)));
      expect(new Set(copies.map((copy) => copy.toLowerCase())).size).toBe(names.length);
      expect(new Set(copies.map((copy) => dirname(copy))).size).toBe(1);
    });
  });
}
