import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { WorldFailure } from '../../../ports/failure.ts';
import { isDiskFull } from '../disk/disk-full.ts';

const run = promisify(execFile);

const MAX_OUTPUT_BYTES = 64 * 1024 ** 2;
const QUESTION_TIMEOUT_MS = 60_000;
/** What of the server's environment git may see; above all no GIT_DIR and the like, which a hook would hand on. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LOGNAME', 'TMPDIR', 'XDG_CONFIG_HOME', 'SystemRoot', 'USERPROFILE'];

export interface GitOptions {
  /** Further variables, for example GIT_INDEX_FILE. */
  environment?: Record<string, string>;
  timeoutMs?: number;
  /** Exit codes that are an answer and not a failure; 0 always is. */
  answers?: readonly number[];
}

export interface GitAnswer {
  exitCode: number;
  stdout: string;
}

/**
 * Runs git on a repository, bare or not, without a shell, a prompt or the system's configuration.
 * @throws WorldFailure `git-missing`, `git-timeout`, `git-failed` (any exit code that is no answer), `git-output-too-large`; a full disk as it came
 */
export async function git(repository: string, words: readonly string[], options: GitOptions = {}): Promise<GitAnswer> {
  const timeoutMs = options.timeoutMs ?? QUESTION_TIMEOUT_MS;
  try {
    const { stdout } = await run('git', ['-C', repository, '-c', 'core.fsmonitor=false', ...words], {
      env: { ...gitEnvironment(), ...options.environment },
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: MAX_OUTPUT_BYTES,
      windowsHide: true,
    });
    return { exitCode: 0, stdout };
  } catch (error) {
    const { code, stdout } = error as { code?: unknown; stdout?: string };
    if (typeof code === 'number' && options.answers?.includes(code)) return { exitCode: code, stdout: stdout ?? '' };
    throw isDiskFull(error) ? error : gitFailure(repository, words, timeoutMs, error);
  }
}

function gitEnvironment(): Record<string, string> {
  const kept = PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    // Paths are paths: `*` or `:(exclude)` in a file's name means nothing else.
    GIT_LITERAL_PATHSPECS: '1',
    // A repository with promised objects must not go and fetch them in the middle of a question.
    GIT_NO_LAZY_FETCH: '1',
  };
}

function gitFailure(repository: string, words: readonly string[], timeoutMs: number, error: unknown): WorldFailure {
  const { code, killed, stderr } = error as { code?: unknown; killed?: boolean; stderr?: string };
  const said = (stderr ?? '').trim().split('\n').slice(0, 3).join(' ').slice(0, 500);
  const facts = { retry: false, cause: error };
  if (code === 'ENOENT') {
    return new WorldFailure({
      ...facts,
      code: 'git-missing',
      message: 'git is not installed, or not on the PATH',
      hint: 'Install git 2.30 or newer.',
    });
  }
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
    const message = `git ${words[0]} answered with more than ${MAX_OUTPUT_BYTES} bytes`;
    return new WorldFailure({
      ...facts,
      code: 'git-output-too-large',
      message,
      hint: 'The change is too large to be looked at in one piece: split it.',
    });
  }
  if (killed === true) {
    const message = `git ${words[0]} did not end within ${timeoutMs / 1000} seconds on ${repository}`;
    return new WorldFailure({
      ...facts,
      retry: true,
      code: 'git-timeout',
      message,
      hint: 'See whether the disk or the machine is overloaded.',
    });
  }
  return new WorldFailure({
    ...facts,
    code: 'git-failed',
    message: `git ${words[0]} failed on ${repository}: ${said || (error as Error).message.slice(0, 500)}`,
    hint: 'Try it by hand; `git fsck` says whether the repository is whole.',
  });
}
