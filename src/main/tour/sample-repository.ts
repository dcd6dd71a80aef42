import { execFile } from 'node:child_process';
import { access, cp, mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SAMPLE = fileURLToPath(new URL('../../../sample/', import.meta.url));
/** Left out of version 0: what an install left behind, and the later versions themselves. */
const NOT_COPIED = new Set(['node_modules', 'versions']);
/** Files that npm leaves out of every package. */
const DROPPED_BY_NPM = ['.gitignore', '.npmrc'];
const AUTHOR = ['-c', 'user.name=Dana Developer', '-c', 'user.email=dana@example.org', '-c', 'commit.gpgsign=false'];

/** The sample shop in a working copy, with a bare repository that it is pushed to. */
export interface SampleRepository {
  /** The bare repository. */
  repository: string;
  /** Commits version `number` on top of what is there. Resolves with its subject. */
  commitVersion(number: number): Promise<string>;
  /** A real `git push`. Resolves with what the repository's hook answered, line by line. */
  push(): Promise<string[]>;
}

/** Makes the repository with version 0, pushed before any hook listens. */
export async function createSampleRepository(directory: string): Promise<SampleRepository> {
  const repository = join(directory, 'shop.git');
  const working = join(directory, 'working-copy');
  await rm(directory, { recursive: true, force: true });
  await mkdir(working, { recursive: true });
  const git = async (...words: string[]) => run('git', [...AUTHOR, ...words], { cwd: working, env: gitEnvironment() });
  await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', repository], { env: gitEnvironment() });
  await cp(SAMPLE, working, { recursive: true, filter: (path) => path === SAMPLE || !NOT_COPIED.has(basename(path)) });
  for (const name of DROPPED_BY_NPM) await cp(await settingsFile(name), join(working, name));
  await git('init', '--quiet', '--initial-branch=main');
  await git('remote', 'add', 'origin', repository);
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Open the shop');
  await git('push', '--quiet', 'origin', 'main');
  return {
    repository,
    commitVersion: async (number) => {
      const patch = join(SAMPLE, 'versions', `${number}.patch`);
      await git('apply', '--index', patch);
      const subject = (await readFile(patch, 'utf8')).split('\n')[0] ?? `Version ${number}`;
      await git('commit', '--quiet', '--message', subject);
      return subject;
    },
    push: async () => {
      const { stderr } = await git('push', 'origin', 'main');
      return stderr
        .split('\n')
        .flatMap((line) => (line.startsWith('remote: ') ? [line.slice('remote: '.length).trim()] : []));
    },
  };
}

/** In a checkout it stands with the sample; the package keeps it under another name. */
async function settingsFile(name: string): Promise<string> {
  const own = join(SAMPLE, name);
  const packed = fileURLToPath(new URL(`./sample${name}`, import.meta.url));
  return access(own).then(
    () => own,
    () => packed,
  );
}

/** The tour's commits come from the tour's own author, whatever this machine's git is set to. */
function gitEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0' };
}
