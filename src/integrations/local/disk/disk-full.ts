import { WorldFailure } from '../../../ports/failure.ts';

const FULL_CODES = new Set(['ENOSPC', 'EDQUOT']);
/** What `cp`, `git` and `tar` print when the file system under them is full. */
const FULL_WORDS = /no space left on device|disk quota exceeded/i;

/**
 * Runs something that writes below `place`.
 * @throws WorldFailure `disk-full`, which names the place, when the file system is full or the quota used up; anything else as it came
 */
export async function onDisk<T>(place: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw isDiskFull(error) ? diskFull(place, error) : error;
  }
}

/** Whether the error, or one that caused it, says that no space is left. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, stderr, cause } = error as Error & { code?: unknown; stderr?: unknown };
  if (typeof code === 'string' && FULL_CODES.has(code)) return true;
  return FULL_WORDS.test(typeof stderr === 'string' ? stderr : '') || isDiskFull(cause);
}

function diskFull(place: string, cause: unknown): WorldFailure {
  return new WorldFailure({
    code: 'disk-full',
    message: `no space is left for ${place}`,
    hint: `Free some space on the disk that holds ${place} (df -h "${place}" shows how much is left), then retry. Nothing half-written was kept.`,
    retry: true,
    cause,
  });
}
