import { readlink } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

/** As the kernel does: more hops than this are a loop. */
const MAX_LINK_HOPS = 40;

/**
 * Whether following the link at `path` (relative to `root`, `/`-separated) never leaves `root`, whatever other links lie on the way.
 * What does not exist is taken as a plain name. Absolute targets count as outside: they mean something else in an image.
 */
export async function staysInside(root: string, path: string): Promise<boolean> {
  const rest = path.split('/');
  const at: string[] = [];
  for (let hops = 0; rest.length > 0;) {
    const part = rest.shift() ?? '';
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (at.pop() === undefined) return false;
      continue;
    }
    const target = await targetOf(join(root, ...at, part));
    if (target === undefined) {
      at.push(part);
      continue;
    }
    hops += 1;
    if (isAbsolute(target) || hops > MAX_LINK_HOPS) return false;
    rest.unshift(...target.split('/'));
  }
  return true;
}

/** Where a link points; undefined where there is none of that name. */
async function targetOf(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EINVAL' || code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
