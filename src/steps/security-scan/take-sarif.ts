import { readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { WorldFailure } from '../../ports/failure.ts';
import { type Finding, readSarif } from './read-sarif.ts';

/**
 * Reads the report that an earlier step of this run left at `path` in the run's `directory`.
 * @param committed the files of the commit; a report among them says nothing about this commit
 * @throws WorldFailure `sarif-unreadable` wherever it cannot tell what was found
 */
export async function takeSarif(directory: string, path: string, committed: readonly string[]): Promise<Finding[]> {
  if (committed.includes(path)) throw unreadable(path, 'it is part of the commit, so no scan of this run wrote it');
  const real = await realpath(join(directory, path)).catch(() => undefined);
  if (real === undefined) throw unreadable(path, 'it is not there');
  if (!real.startsWith((await realpath(directory)) + sep)) throw unreadable(path, 'it leads out of the checkout');
  const { size, isFile } = await stat(real).then((it) => ({ size: it.size, isFile: it.isFile() }));
  if (!isFile) throw unreadable(path, 'it is no file');
  if (size > MAX_REPORT_BYTES) throw unreadable(path, `it is larger than ${MAX_REPORT_BYTES} bytes`);
  try {
    return readSarif(await readFile(real, 'utf8'));
  } catch (error) {
    if (error instanceof RangeError) throw unreadable(path, error.message);
    throw error;
  }
}

function unreadable(path: string, reason: string): WorldFailure {
  return new WorldFailure({
    code: 'sarif-unreadable',
    message: `the scanner's report ${path} cannot be used: ${reason}`,
    hint: 'Let an earlier step run the scanner and write SARIF 2.1.0 there, and look at what that step printed.',
    retry: false,
  });
}

const MAX_REPORT_BYTES = 64 * 1024 ** 2;
