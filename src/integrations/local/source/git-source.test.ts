import { lstat, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type SourceStage, sourceContract } from '../../../ports/source.contract.ts';
import { createGitSource } from './git-source.ts';
import { type Repository, commitAll, makeRepository } from './repository.fixture.ts';

function stageOf(repository: Repository, path: string): SourceStage {
  return {
    source: createGitSource({ repository: path }),
    async commit({ files, author, email, subject, time }) {
      for (const [file, text] of Object.entries(files)) {
        if (text === undefined) await rm(join(repository.work, file));
        else await repository.write(file, text);
      }
      const identity = {
        GIT_AUTHOR_NAME: author,
        GIT_AUTHOR_EMAIL: email,
        GIT_AUTHOR_DATE: `${time} +0200`,
        GIT_COMMITTER_DATE: `${time} +0200`,
      };
      return commitAll(repository, subject, identity);
    },
    async name(kind, name, commit) {
      await repository.git([kind, name, commit]);
      await repository.git(['push', '--quiet', 'origin', `refs/${kind === 'tag' ? 'tags' : 'heads'}/${name}`]);
    },
    close: repository.remove,
  };
}

sourceContract('bare git repository', async () => {
  const repository = await makeRepository();
  return stageOf(repository, repository.bare);
});
sourceContract('git repository with a working tree', async () => {
  const repository = await makeRepository();
  return stageOf(repository, repository.work);
});

const repositoryForTest = async () => {
  const repository = await makeRepository();
  onTestFinished(repository.remove);
  return {
    ...repository,
    source: createGitSource({ repository: repository.bare }),
    target: join(repository.folder, 'target'),
  };
};

describe('git', () => {
  test('a checkout keeps executable bits and links, and takes files that archives leave out', async () => {
    const repository = await repositoryForTest();
    await repository.write('run.sh', '#!/bin/sh\n');
    await repository.write('.gitattributes', 'secret.txt export-ignore\n');
    await repository.write('secret.txt', 'needed by the build');
    await repository.git(['add', '--all']);
    await repository.git(['update-index', '--chmod=+x', 'run.sh']);
    await repository.git([
      'update-index',
      '--add',
      '--cacheinfo',
      `120000,${await repository.git(['hash-object', '-w', 'run.sh'])},link`,
    ]);
    await repository.git(['commit', '--quiet', '-m', 'x']);
    await repository.git(['push', '--quiet', 'origin', 'main']);
    const id = await repository.git(['rev-parse', 'HEAD']);
    await repository.source.checkout(id, repository.target);
    expect((await readdir(repository.target)).toSorted()).toEqual(['.gitattributes', 'link', 'run.sh', 'secret.txt']);
    expect((await lstat(join(repository.target, 'run.sh'))).mode & 0o100).toBe(0o100);
    expect((await lstat(join(repository.target, 'link'))).isSymbolicLink()).toBe(true);
    expect(await repository.source.file(id, 'link', 100)).toBeUndefined();
    expect(await repository.source.files(id)).not.toContain('link');
  });

  test('a checkout touches neither the index nor the files of a working tree', async () => {
    const repository = await repositoryForTest();
    await repository.write('a.txt', 'committed');
    const id = await commitAll(repository, 'x');
    await repository.write('a.txt', 'at work');
    await createGitSource({ repository: repository.work }).checkout(id, repository.target);
    expect(await readFile(join(repository.target, 'a.txt'), 'utf8')).toBe('committed');
    expect(await repository.git(['status', '--porcelain'])).toBe('M a.txt');
  });

  test('a checkout into a folder that is not empty is our mistake', async () => {
    const repository = await repositoryForTest();
    const id = await commitAll(repository, 'x');
    await mkdir(repository.target);
    await writeFile(join(repository.target, 'mine'), '');
    await expect(repository.source.checkout(id, repository.target)).rejects.toThrow('needs an empty folder');
  });

  test('asked from within a hook, it does not take the hook’s repository for its own', async () => {
    const repository = await repositoryForTest();
    const id = await commitAll(repository, 'x');
    vi.stubEnv('GIT_DIR', '/nowhere');
    vi.stubEnv('GIT_INDEX_FILE', '/nowhere/index');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    expect((await repository.source.resolve('main')).id).toBe(id);
  });

  test('names and subjects with line feeds, tabs and quotes come through', async () => {
    const repository = await repositoryForTest();
    const path = 'a\n"b"\tc.txt';
    await repository.write(path, 'x');
    const id = await commitAll(repository, 'First line\n\nSecond "paragraph"');
    expect(await repository.source.resolve(id)).toMatchObject({ subject: 'First line' });
    expect(await repository.source.files(id)).toEqual([path]);
    expect(await repository.source.file(id, path, 10)).toBe('x');
  });

  test('a folder without a repository says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'shipchart-no-git-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await expect(createGitSource({ repository: folder }).resolve('main')).rejects.toMatchObject({
      code: 'git-failed',
      message: expect.stringContaining('not a git repository'),
    });
    await expect(createGitSource({ repository: join(folder, 'gone') }).resolve('main')).rejects.toMatchObject({
      name: 'WorldFailure',
      code: 'git-failed',
    });
  });

  test('without git on the PATH it says so', async () => {
    vi.stubEnv('PATH', '/nowhere');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    await expect(createGitSource({ repository: tmpdir() }).resolve('main')).rejects.toMatchObject({
      code: 'git-missing',
    });
  });
});
