import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WorldFailure } from '../../../ports/failure.ts';
import { isAbsent } from '../disk/beside.ts';
import { type IgnoreRules, isIgnored, parseIgnoreRules, takesSomethingBackIn } from '../../../lib/docker-ignore.ts';
import { type TreeEntry, listTree } from './tree.ts';

/** Dependencies have their own layer, and history is nobody's business in production: no rule takes these back in. */
const NEVER_SHIPPED = new Set(['node_modules', '.git']);
/** What test runs leave behind, at the root; a project that means them for production writes `!reports` into its .dockerignore. */
const LEFT_OUT_FIRST = 'reports\ncoverage\n';

/**
 * The service itself: everything in the workspace but `node_modules` and `.git` (at any depth), `reports` and `coverage` (at the root)
 * and what `.dockerignore` lists.
 * @throws WorldFailure `ignore-file-refused`, and as `listTree` does
 */
export async function applicationFiles(directory: string): Promise<TreeEntry[]> {
  const rules = await readRules(directory);
  const leaveOut = (path: string) => NEVER_SHIPPED.has(path.slice(path.lastIndexOf('/') + 1));
  if (!takesSomethingBackIn(rules)) return listTree(directory, '', (path) => leaveOut(path) || isIgnored(rules, path));
  return withParents(await listTree(directory, '', leaveOut), (path) => !isIgnored(rules, path));
}

async function readRules(directory: string): Promise<IgnoreRules> {
  try {
    return parseIgnoreRules(LEFT_OUT_FIRST + (await readFile(join(directory, '.dockerignore'), 'utf8')));
  } catch (error) {
    if (isAbsent(error)) return parseIgnoreRules(LEFT_OUT_FIRST);
    if (!(error instanceof RangeError)) throw error;
    throw new WorldFailure({
      code: 'ignore-file-refused',
      message: `.dockerignore has ${error.message}`,
      hint: 'Name folders instead of single files.',
      retry: false,
      cause: error,
    });
  }
}

/** What is kept, with the folders above it. */
function withParents(entries: readonly TreeEntry[], isKept: (path: string) => boolean): TreeEntry[] {
  const kept = new Set<string>();
  for (const { path } of entries) {
    if (!isKept(path)) continue;
    for (let at = path; at !== '.' && !kept.has(at); at = dirname(at)) kept.add(at);
  }
  return entries.filter(({ path }) => kept.has(path));
}
