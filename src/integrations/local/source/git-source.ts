import { mkdtemp, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { WorldFailure } from '../../../ports/failure.ts';
import type { Source } from '../../../ports/source.ts';
import { onDisk } from '../disk/disk-full.ts';
import { readCommits } from './commits.ts';
import { type GitOptions, git } from './git.ts';
import { requireHash, resolveRef, unknownRef } from './resolve-ref.ts';

const CHECKOUT_TIMEOUT_MS = 10 * 60_000;

/**
 * A git repository on this machine, bare or not, read through the `git` binary (2.30 or newer). Checkouts are what `git checkout` would
 * write: line endings and filters included, `export-ignore` not heeded, submodules left as empty folders.
 * All methods also throw WorldFailure `git-missing`, `git-timeout`, `git-failed`.
 */
export function createGitSource(options: { repository: string }): Source {
  const repository = resolve(options.repository);
  return {
    async resolve(ref) {
      const id = await resolveRef(repository, ref);
      const [commit] = await readCommits(repository, 1, [id]);
      if (commit === undefined) throw unknownRef(repository, ref);
      return commit;
    },
    file: (commit, path, limitBytes) => readFileAt(repository, requireHash(repository, commit), path, limitBytes),
    checkout: (commit, directory) =>
      onDisk(directory, () => checkout(repository, requireHash(repository, commit), resolve(directory))),
    async isAncestor(ancestor, commit) {
      const words = ['merge-base', '--is-ancestor', requireHash(repository, ancestor), requireHash(repository, commit)];
      return (await askAboutCommits(repository, [ancestor, commit], words, { answers: [1] })).exitCode === 0;
    },
    async log(since, commit, limit) {
      for (const known of [commit, ...(since === undefined ? [] : [since])]) await requireCommit(repository, known);
      return since === undefined
        ? readCommits(repository, Math.min(limit, 1), [commit])
        : readCommits(repository, limit, [commit, `^${since}`]);
    },
    async files(commit) {
      const { stdout } = await askAboutCommits(
        repository,
        [commit],
        ['ls-tree', '-r', '-z', '--full-tree', requireHash(repository, commit)],
      );
      return stdout
        .split('\0')
        .flatMap((entry) => (/^100\d{3} blob /.test(entry) ? [entry.slice(entry.indexOf('\t') + 1)] : []));
    },
    changedPaths: (since, commit) => difference(repository, since, commit, '--name-only'),
    async changedLines(since, commit) {
      return (await difference(repository, since, commit, '--numstat')).flatMap((line) => {
        const [, added = '-', removed = '-', path] = /^(\d+|-)\t(\d+|-)\t(.*)$/s.exec(line) ?? [];
        if (path === undefined) return [];
        return added === '-' ? [{ path }] : [{ path, added: Number(added), removed: Number(removed) }];
      });
    },
  };
}

async function difference(
  repository: string,
  since: string,
  commit: string,
  said: '--name-only' | '--numstat',
): Promise<string[]> {
  const commits = [requireHash(repository, since), requireHash(repository, commit)];
  const words = ['diff-tree', '-r', '-z', said, '--no-renames', '--no-ext-diff', ...commits, '--'];
  return (await askAboutCommits(repository, [since, commit], words)).stdout.split('\0').filter((each) => each !== '');
}

/** Symbolic links and folders are no text, so they count as absent. */
async function readFileAt(
  repository: string,
  commit: string,
  path: string,
  limitBytes: number,
): Promise<string | undefined> {
  if (path.includes('\0') || path.split('/').some((name) => name === '' || name === '.' || name === '..'))
    return undefined;
  const { stdout } = await askAboutCommits(
    repository,
    [commit],
    ['ls-tree', '-z', '-l', '--full-tree', commit, '--', path],
  );
  const [, blob, size] = /^100\d{3} blob ([0-9a-f]+) +(\d+)\t/.exec(stdout) ?? [];
  if (blob === undefined || !stdout.endsWith(`\t${path}\0`)) return undefined;
  if (Number(size) > limitBytes) throw fileTooLarge(path, Number(size), limitBytes);
  return (await git(repository, ['cat-file', 'blob', blob])).stdout;
}

/** Through an index of its own, so that it works on a bare repository and touches nothing of one with a working tree. */
async function checkout(repository: string, commit: string, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  if ((await readdir(directory)).length > 0) throw new Error(`checkout needs an empty folder, and ${directory} is not`);
  const gitDirectory = (await git(repository, ['rev-parse', '--absolute-git-dir'])).stdout.trim();
  const scratch = await mkdtemp(join(tmpdir(), 'shipchart-index-'));
  const options = {
    timeoutMs: CHECKOUT_TIMEOUT_MS,
    environment: { GIT_DIR: gitDirectory, GIT_WORK_TREE: directory, GIT_INDEX_FILE: join(scratch, 'index') },
  };
  try {
    await requireCommit(repository, commit);
    await git(directory, ['read-tree', commit], options);
    await git(directory, ['checkout-index', '--all', '--quiet'], options);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Asks git; where it fails because one of the commits is not there, says so. */
async function askAboutCommits(
  repository: string,
  commits: readonly string[],
  words: readonly string[],
  options?: GitOptions,
) {
  try {
    return await git(repository, words, options);
  } catch (error) {
    if (error instanceof WorldFailure && error.code === 'git-failed')
      for (const commit of commits) await requireCommit(repository, commit);
    throw error;
  }
}

async function requireCommit(repository: string, commit: string): Promise<void> {
  const { exitCode } = await git(repository, ['cat-file', '-e', `${requireHash(repository, commit)}^{commit}`], {
    answers: [1, 128],
  });
  if (exitCode !== 0) throw unknownRef(repository, commit);
}

function fileTooLarge(path: string, bytes: number, limitBytes: number): WorldFailure {
  return new WorldFailure({
    code: 'file-too-large',
    message: `${path} has ${bytes} bytes; at most ${limitBytes} are read`,
    hint: 'Make it smaller, or name another file.',
    retry: false,
  });
}
