import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { WorldFailure } from '../../../ports/failure.ts';
import { isAbsent, nameBeside } from '../disk/beside.ts';
import { onDisk } from '../disk/disk-full.ts';
import { git } from './git.ts';
import { HOOK_MARK, hookProgram, hookScript } from './push-hook-program.ts';
import { SPOOL } from './push-spool.ts';

/** Where a push is told, with whose token, for which project. */
export interface PushHook {
  /** A bare repository. */
  repository: string;
  /** Takes `Push` and answers with the runs that it started. Plain http only to this machine, since the token goes with it. */
  url: string;
  /** Readable by its owner only; read anew at each push. */
  tokenFile: string;
  project: string;
}

const PROGRAM = 'shipchart-push.mjs';
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Installs the `post-receive` hook: from now on each push is told to the server, and its answer is shown to who pushes. While no server
 * answers, pushes are kept for `readSpool`. A push is never refused because of the hook. A repeat replaces what the last one wrote.
 * @throws WorldFailure `hook-exists` (somebody else's hook is there and stays), `disk-full`
 */
export async function installPushHook({ repository, url, tokenFile, project }: PushHook): Promise<void> {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && !LOOPBACK.has(hostname))
    throw new Error(`a token must not travel in the clear to ${hostname}`);
  const hooks = join(resolve(repository), 'hooks');
  const hook = join(hooks, 'post-receive');
  await refuseForeignHook(hook);
  await onDisk(hooks, async () => {
    await mkdir(hooks, { recursive: true });
    await putFile(
      join(hooks, PROGRAM),
      hookProgram({ url, tokenFile: resolve(tokenFile), project, spool: SPOOL }),
      0o644,
    );
    await putFile(hook, hookScript(process.execPath, `hooks/${PROGRAM}`, SPOOL), 0o755);
  });
  // A person's or a company's core.hooksPath would make git look elsewhere. Git runs this hook in the repository: paths are relative to it,
  // so that it may be moved.
  await git(repository, ['config', '--local', 'core.hooksPath', 'hooks']);
}

/** In one step: a push may come at any moment. */
async function putFile(path: string, content: string, mode: number): Promise<void> {
  const beside = nameBeside(path);
  await writeFile(beside, content);
  await chmod(beside, mode);
  await rename(beside, path);
}

async function refuseForeignHook(hook: string): Promise<void> {
  const found = await readFile(hook, 'utf8').catch((error: unknown) => {
    if (isAbsent(error)) return HOOK_MARK;
    throw error;
  });
  if (found.includes(HOOK_MARK)) return;
  throw new WorldFailure({
    code: 'hook-exists',
    message: `${hook} was not written by Shipchart and is left as it is`,
    hint: 'Move it away, or start runs from it: shipchart run REF.',
    retry: false,
  });
}
