import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { readJunit } from './junit.ts';
import { readLcov } from './lcov.ts';
import type { FailedTest, Numbers, ReportRead } from './numbers.ts';
import { readPlaywright } from './playwright.ts';

const REPORT_BYTES_MAX = 32 * 1024 * 1024;

const READERS: Readonly<Record<string, (text: string) => ReportRead>> = {
  junit: readJunit,
  coverage: readLcov,
  playwright: readPlaywright,
};

export interface ReportsRead {
  numbers: Numbers;
  failed: FailedTest[];
  /** Reports that are missing or unreadable, each as a sentence. */
  problems: string[];
}

/** Reads the reports that a command was told to leave in `directory`, by kind. A missing or broken one is a sentence, never a zero. */
export async function readReports(
  directory: string,
  paths: Readonly<Record<string, string | undefined>>,
): Promise<ReportsRead> {
  const all: ReportsRead = { numbers: {}, failed: [], problems: [] };
  for (const [kind, path] of Object.entries(paths)) {
    const read = READERS[kind];
    if (path === undefined || !read) continue;
    try {
      const { numbers, failed } = read(await readBounded(join(directory, path)));
      Object.assign(all.numbers, numbers);
      all.failed.push(...failed.map((test) => ({ ...test, file: within(directory, test.file) })));
    } catch (error) {
      all.problems.push(`the ${kind} report ${path} could not be read: ${sayWhy(error)}.`);
    }
  }
  return all;
}

/** A place in the checkout as the team knows it, whichever copy of it the tests ran in. */
function within(directory: string, file: string): string {
  const path = file.startsWith('file://') ? file.slice('file://'.length) : file;
  return path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : file;
}

async function readBounded(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > REPORT_BYTES_MAX) throw new Error(`it has ${size} bytes, more than ${REPORT_BYTES_MAX}`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

function sayWhy(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ENOENT') return 'the command did not write it';
  return error.message.split('\n')[0] ?? error.message;
}
