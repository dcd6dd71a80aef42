import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createBareRepository } from './bare-repository.ts';

const run = promisify(execFile);

/** A bare repository with a working copy that pushes to it, in a temporary folder. */
export interface Repository {
  folder: string;
  bare: string;
  work: string;
  /** Runs git in the working copy; answers what it printed, stderr after stdout. */
  git(words: readonly string[], environment?: Record<string, string>): Promise<string>;
  write(path: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

/** Nothing of the machine's own configuration takes part. */
const CLEAN = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
const IDENTITY = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
};

export async function makeRepository(): Promise<Repository> {
  const folder = await mkdtemp(join(tmpdir(), 'shipchart-git-'));
  const [bare, work] = [join(folder, 'shop.git'), join(folder, 'work')];
  await createBareRepository(bare);
  await mkdir(work);
  const git: Repository['git'] = async (words, environment) => {
    const { stdout, stderr } = await run('git', ['-C', work, ...words], {
      env: { PATH: process.env['PATH'], ...CLEAN, ...IDENTITY, ...environment },
    });
    return `${stdout}${stderr}`.trim();
  };
  await git(['init', '--quiet', '--initial-branch=main', '.']);
  await git(['remote', 'add', 'origin', bare]);
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(work, path)), { recursive: true });
    await writeFile(join(work, path), text);
  };
  return { folder, bare, work, git, write, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Commits everything in the working copy and pushes it; answers the commit's hash. */
export async function commitAll(
  { git }: Repository,
  subject: string,
  environment?: Record<string, string>,
): Promise<string> {
  await git(['add', '--all']);
  await git(['commit', '--quiet', '--allow-empty', '-m', subject], environment);
  await git(['push', '--quiet', 'origin', 'main'], environment);
  return git(['rev-parse', 'HEAD']);
}
