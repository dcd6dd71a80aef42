import { execFile } from 'node:child_process';

const TIMEOUT_MS = 30_000;
const MAX_OUTPUT_BYTES = 64 * 1024 ** 2;

/**
 * A project's own `.npmrc` may turn questions off or narrow them: with `offline=true` npm reports "nothing found" without having asked, and
 * `omit=dev` leaves packages out. What stands on the command line counts more.
 */
const WORDS = [
  'audit',
  '--json',
  '--package-lock-only',
  '--no-offline',
  '--include=dev',
  '--include=optional',
  '--include=peer',
  '--fetch-retries=0',
  '--no-update-notifier',
];

/** A project's `.npmrc` may send any variable to any registry: npm gets the ones that it needs. */
const PASSED_ON =
  /^(PATH|HOME|USERPROFILE|APPDATA|SystemRoot|TMPDIR|TEMP|LANG|LC_ALL|NODE_EXTRA_CA_CERTS|npm_config_.*|NPM_CONFIG_.*|https?_proxy|no_proxy|HTTPS?_PROXY|NO_PROXY)$/;

export type AuditOutput = { state: 'printed'; stdout: string } | { state: 'failed'; reason: string };

/** Runs `npm audit` on the lock file in `directory`. Its exit code says nothing: 1 is "found something" and "could not ask" alike. */
export function runAudit(directory: string, environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<AuditOutput> {
  const env = Object.fromEntries(Object.entries(environment).filter(([name]) => PASSED_ON.test(name)));
  const options = {
    cwd: directory,
    env,
    signal,
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: MAX_OUTPUT_BYTES,
  } as const;
  return new Promise((resolve) => {
    execFile('npm', WORDS, options, (error, stdout) => {
      const reason = error === null ? undefined : whyStopped(error);
      resolve(reason === undefined ? { state: 'printed', stdout } : { state: 'failed', reason });
    });
  });
}

/** Why npm did not come to its end; undefined where it did, with whatever exit code. */
function whyStopped({
  name,
  code,
  killed,
}: Error & { code?: string | number | null; killed?: boolean }): string | undefined {
  if (name === 'AbortError') return 'the question was stopped';
  if (code === 'ENOENT') return 'npm is not installed, or not on the PATH';
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `npm audit printed more than ${MAX_OUTPUT_BYTES} bytes`;
  if (killed === true) return `npm audit did not end within ${TIMEOUT_MS / 1000} seconds`;
  return typeof code === 'number' ? undefined : `npm audit ended with ${String(code)}`;
}
