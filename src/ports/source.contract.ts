import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Source } from './source.ts';

/** A repository to which the suite adds commits; it starts empty, and its branch is `main`. */
export interface SourceStage {
  source: Source;
  /** Commits to `main`: text to write, undefined to remove. Answers the commit's hash. */
  commit(change: CommitPlan): Promise<string>;
  /** Names a commit, as a branch or as a tag. */
  name(kind: 'branch' | 'tag', name: string, commit: string): Promise<void>;
  close(): Promise<void>;
}

export interface CommitPlan {
  files: Readonly<Record<string, string | undefined>>;
  author: string;
  email: string;
  subject: string;
  /** Seconds since 1970. */
  time: number;
}

const PLAN: CommitPlan = {
  files: { 'a.txt': 'one\n', 'docs/ä b.md': 'two' },
  author: 'Ada Löw',
  email: 'ada@example.org',
  subject: 'Begin',
  time: 1_700_000_000,
};
const NOBODY = '0123456789'.repeat(4);

/** What every source must do. `open` gives one over an empty repository. */
export function sourceContract(name: string, open: () => Promise<SourceStage>): void {
  describe(`source: ${name}`, () => {
    let stage: SourceStage;
    beforeEach(async () => {
      stage = await open();
    });
    afterEach(() => stage.close());

    test('says who committed what when', async () => {
      const id = await stage.commit(PLAN);
      const { author, email, subject, time } = PLAN;
      expect(await stage.source.resolve('main')).toEqual({ id, author, email, subject, time });
    });

    test('finds a commit by branch, tag, whole hash and shortened hash', async () => {
      const id = await stage.commit(PLAN);
      await stage.commit({ ...PLAN, files: { 'a.txt': 'later' } });
      await stage.name('branch', 'feature/x', id);
      await stage.name('tag', 'v1.0', id);
      for (const ref of ['feature/x', 'v1.0', id, id.slice(0, 10)])
        expect((await stage.source.resolve(ref)).id).toBe(id);
    });

    test('a branch comes before a tag of the same name', async () => {
      const [older, newer] = [await stage.commit(PLAN), await stage.commit({ ...PLAN, files: { 'a.txt': 'later' } })];
      await stage.name('tag', 'release', older);
      await stage.name('branch', 'release', newer);
      expect((await stage.source.resolve('release')).id).toBe(newer);
    });

    test.each([
      'gone',
      NOBODY,
      '',
      '--all',
      'main~0',
      'main^',
      '@{u}',
      ':/Begin',
      'main..main',
      'a b',
      'x'.repeat(2_000),
    ])('%j names nothing: unknown-ref', async (ref) => {
      await stage.commit(PLAN);
      await expect(stage.source.resolve(ref)).rejects.toMatchObject({
        name: 'WorldFailure',
        code: 'unknown-ref',
        retry: false,
      });
    });

    test('without commits: empty-repository', async () => {
      await expect(stage.source.resolve('main')).rejects.toMatchObject({
        name: 'WorldFailure',
        code: 'empty-repository',
      });
    });

    test('reads a file as it was at a commit', async () => {
      const first = await stage.commit(PLAN);
      const second = await stage.commit({ ...PLAN, files: { 'a.txt': 'changed', 'docs/ä b.md': undefined } });
      expect(await stage.source.file(first, 'a.txt', 100)).toBe('one\n');
      expect(await stage.source.file(first, 'docs/ä b.md', 100)).toBe('two');
      expect(await stage.source.file(second, 'a.txt', 100)).toBe('changed');
      expect(await stage.source.file(second, 'docs/ä b.md', 100)).toBeUndefined();
    });

    test.each(['gone.txt', 'docs', 'docs/', './a.txt', '../a.txt', '/a.txt', '*.txt', ':(top)a.txt', ''])(
      '%j is no file',
      async (path) => {
        const id = await stage.commit(PLAN);
        expect(await stage.source.file(id, path, 100)).toBeUndefined();
      },
    );

    test('refuses a file larger than the limit', async () => {
      const id = await stage.commit(PLAN);
      expect(await stage.source.file(id, 'a.txt', 4)).toBe('one\n');
      await expect(stage.source.file(id, 'a.txt', 3)).rejects.toMatchObject({
        name: 'WorldFailure',
        code: 'file-too-large',
      });
    });

    test('lists every file of a commit', async () => {
      const id = await stage.commit(PLAN);
      await stage.commit({ ...PLAN, files: { 'b.txt': 'later' } });
      expect((await stage.source.files(id)).toSorted()).toEqual(['a.txt', 'docs/ä b.md']);
    });

    test('writes the tree of a commit, and that only', async () => {
      const id = await stage.commit(PLAN);
      await stage.commit({ ...PLAN, files: { 'b.txt': 'later' } });
      const folder = await mkdtemp(join(tmpdir(), 'source-contract-'));
      try {
        await stage.source.checkout(id, folder);
        expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(['a.txt', 'docs', 'docs/ä b.md']);
        expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('one\n');
      } finally {
        await rm(folder, { recursive: true });
      }
    });

    test('knows ancestors', async () => {
      const [older, newer] = [await stage.commit(PLAN), await stage.commit({ ...PLAN, files: { 'a.txt': 'later' } })];
      expect(await stage.source.isAncestor(older, newer)).toBe(true);
      expect(await stage.source.isAncestor(newer, older)).toBe(false);
      expect(await stage.source.isAncestor(newer, newer)).toBe(true);
    });

    test('tells the commits since another one, newest first', async () => {
      const ids: string[] = [];
      for (const n of [1, 2, 3, 4])
        ids.push(
          await stage.commit({ ...PLAN, files: { 'a.txt': String(n) }, subject: `Change ${n}`, time: PLAN.time + n }),
        );
      const [first = '', , , last = ''] = ids;
      expect((await stage.source.log(first, last, 10)).map((commit) => commit.subject)).toEqual([
        'Change 4',
        'Change 3',
        'Change 2',
      ]);
      expect((await stage.source.log(first, last, 2)).map((commit) => commit.subject)).toEqual([
        'Change 4',
        'Change 3',
      ]);
      expect((await stage.source.log(undefined, last, 10)).map((commit) => commit.id)).toEqual([last]);
      expect(await stage.source.log(last, first, 10)).toEqual([]);
    });

    test('tells the paths that differ, a move as both', async () => {
      const first = await stage.commit({ ...PLAN, files: { ...PLAN.files, 'same.txt': 'same' } });
      const second = await stage.commit({
        ...PLAN,
        files: { 'a.txt': 'changed', 'docs/ä b.md': undefined, 'docs/c.md': 'two' },
      });
      expect((await stage.source.changedPaths(first, second)).toSorted()).toEqual([
        'a.txt',
        'docs/c.md',
        'docs/ä b.md',
      ]);
      expect(await stage.source.changedPaths(first, first)).toEqual([]);
    });

    test('tells how much each path changed, and of what is no text only the path', async () => {
      const first = await stage.commit(PLAN);
      const second = await stage.commit({
        ...PLAN,
        files: { 'a.txt': 'two\nthree\n', 'docs/ä b.md': undefined, picture: '\0\x01' },
      });
      const told = await stage.source.changedLines(first, second);
      expect(told.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
        { path: 'a.txt', added: 2, removed: 1 },
        { path: 'docs/ä b.md', added: 0, removed: 1 },
        { path: 'picture' },
      ]);
    });

    test('a commit that is not there: unknown-ref, whatever is asked', async () => {
      const id = await stage.commit(PLAN);
      const folder = await mkdtemp(join(tmpdir(), 'source-contract-'));
      const unknown = { name: 'WorldFailure', code: 'unknown-ref' };
      await expect(stage.source.file(NOBODY, 'a.txt', 100)).rejects.toMatchObject(unknown);
      await expect(stage.source.files(NOBODY)).rejects.toMatchObject(unknown);
      await expect(stage.source.checkout(NOBODY, folder)).rejects.toMatchObject(unknown);
      await expect(stage.source.isAncestor(NOBODY, id)).rejects.toMatchObject(unknown);
      await expect(stage.source.log(NOBODY, id, 1)).rejects.toMatchObject(unknown);
      await expect(stage.source.changedPaths(NOBODY, id)).rejects.toMatchObject(unknown);
      await expect(stage.source.changedLines(NOBODY, id)).rejects.toMatchObject(unknown);
      await rm(folder, { recursive: true });
    });
  });
}
