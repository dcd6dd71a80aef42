import { createWriteStream } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Extract } from 'tar-stream';
import { WorldFailure } from '../../../ports/failure.ts';
import { staysInside } from './links.ts';

const MAX_ENTRIES = 250_000;
const MAX_PATH_CHARACTERS = 4_096;
type Entry = Extract extends AsyncIterable<infer Item> ? Item : never;

const TWICE_CODES = new Set(['EEXIST', 'ENOTDIR', 'EISDIR']);
/** Larger files are streamed instead of held. */
const WRITE_AT_ONCE_BYTES = 4 * 1024 ** 2;

/**
 * Writes an archive's entries below `root`, which nobody else writes to. Links are made last, so that nothing is ever written through one.
 * @throws WorldFailure `image-refused`
 */
export async function placeEntries(root: string, entries: Extract): Promise<void> {
  try {
    await placeAll(root, entries);
  } catch (error) {
    const { code = '', path = 'an entry' } = error as NodeJS.ErrnoException;
    throw TWICE_CODES.has(code) ? refused(`${path} stands in it twice, or is both a file and a folder`) : error;
  }
}

async function placeAll(root: string, entries: Extract): Promise<void> {
  const links: { path: string; target: string }[] = [];
  const made = new Set<string>();
  let count = 0;
  for await (const entry of entries) {
    count += 1;
    if (count > MAX_ENTRIES) throw refused(`it has more than ${MAX_ENTRIES} entries`);
    const path = safePath(entry.header.name);
    const { type, linkname } = entry.header;
    if (type === 'symlink' && linkname) links.push({ path, target: linkname });
    else if (type !== 'file' && type !== 'directory') throw refused(`${path} is a ${type}`);
    await makeFolder(root, type === 'directory' ? path : dirname(path), made);
    if (type === 'file') await writeEntry(join(root, path), entry);
    else entry.resume();
  }
  await makeLinks(root, links);
}

/** The entry's path, plain and relative. */
function safePath(name: string): string {
  const parts = name.split('/').filter((part, at, all) => !(part === '.' || (part === '' && at === all.length - 1)));
  const isPlain = parts.every(
    (part) =>
      part !== '' &&
      part !== '..' &&
      !part.includes('\0') &&
      (sep === '/' || !part.includes(sep)) &&
      !part.startsWith('.wh.'),
  );
  if (parts.length === 0 || !isPlain || name.length > MAX_PATH_CHARACTERS)
    throw refused(`it has an entry named ${JSON.stringify(name.slice(0, 200))}`);
  return parts.join('/');
}

async function makeFolder(root: string, path: string, made: Set<string>): Promise<void> {
  if (path === '.' || made.has(path)) return;
  await mkdir(join(root, path), { recursive: true });
  made.add(path);
}

async function writeEntry(file: string, entry: Entry): Promise<void> {
  const mode = ((entry.header.mode ?? 0) & 0o100) === 0 ? 0o644 : 0o755;
  if ((entry.header.size ?? 0) > WRITE_AT_ONCE_BYTES)
    return pipeline(entry, createWriteStream(file, { mode, flags: 'wx' }));
  await writeFile(file, await buffer(entry), { mode, flag: 'wx' });
}

async function makeLinks(root: string, links: readonly { path: string; target: string }[]): Promise<void> {
  for (const { path, target } of links) await symlink(target, join(root, path));
  for (const { path, target } of links) {
    if (!(await staysInside(root, path))) throw refused(`the link ${path} leads outside, to ${target}`);
  }
}

function refused(reason: string): WorldFailure {
  return new WorldFailure({
    code: 'image-refused',
    message: `the image is refused: ${reason}`,
    hint: 'The local runtime runs images that Shipchart built: plain files, folders, and links that stay inside.',
    retry: false,
  });
}
