import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { SECRET_PATTERNS } from './secret-patterns.ts';

const FILE_BYTES_MAX = 1024 * 1024;
const FINDINGS_MAX = 100;
/** A line that holds this word is an example on purpose. */
const ALLOWED = 'shipchart:allow-secret';

export interface Secret {
  file: string;
  line: number;
  /** What it looks like; the text itself is never repeated. */
  what: string;
}

/** Looks through `files` of `directory`; binary files and those over 1 MiB are left out and counted. */
export async function findSecrets(
  directory: string,
  files: readonly string[],
): Promise<{ secrets: Secret[]; looked: number; left: number }> {
  const secrets: Secret[] = [];
  let left = 0;
  for (const file of files) {
    const text = await readText(join(directory, file));
    if (text === undefined) left += 1;
    else if (secrets.length < FINDINGS_MAX) secrets.push(...secretsIn(file, text));
  }
  return { secrets: secrets.slice(0, FINDINGS_MAX), looked: files.length - left, left };
}

/** Credentials in one text, by line. */
export function secretsIn(file: string, text: string): Secret[] {
  if (!SECRET_PATTERNS.some(({ pattern }) => pattern.test(text))) return [];
  return text.split('\n').flatMap((line, index) => {
    if (line.includes(ALLOWED)) return [];
    return SECRET_PATTERNS.filter(({ pattern }) => pattern.test(line)).map(({ name }) => ({
      file,
      line: index + 1,
      what: name,
    }));
  });
}

async function readText(path: string): Promise<string | undefined> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return undefined;
  try {
    const stat = await file.stat();
    if (!stat.isFile() || stat.size > FILE_BYTES_MAX) return undefined;
    const bytes = await file.readFile();
    return bytes.includes(0) ? undefined : bytes.toString('utf8');
  } finally {
    await file.close();
  }
}
