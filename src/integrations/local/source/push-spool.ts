import { readFile, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isAbsent } from '../disk/beside.ts';

/** One ref that was pushed while no server answered. */
export interface SpooledPush {
  ref: string;
  /** Whole hashes; all zeros where the ref was made, or taken away. */
  before: string;
  after: string;
}

export interface Spool {
  /** Oldest first. */
  pushes: SpooledPush[];
  /** Removes what was read, and nothing that came since. To be called once the pushes are safe elsewhere. */
  forget(): Promise<void>;
}

/** The hook's folder, in the repository. */
export const SPOOL = 'shipchart-spool';
/** Pushes beyond these stay for the next reading. */
const FILES_READ_MAX = 1_000;
const LINE = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) (refs\/.+)$/;

/**
 * The pushes that the hook of `installPushHook` could not tell. At least once: a server that died between taking them and `forget` finds
 * them again, and one whose answer was lost finds a push that it had already taken.
 */
export async function readSpool(repository: string): Promise<Spool> {
  const folder = join(resolve(repository), SPOOL);
  const names = await readdir(folder).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    throw error;
  });
  const files = names
    .filter((name) => name.endsWith('.push') && !name.startsWith('.'))
    .toSorted()
    .slice(0, FILES_READ_MAX);
  const contents = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return {
    pushes: contents.flatMap((content) => content.split('\n').flatMap(pushOf)),
    async forget() {
      for (const name of files) await rm(join(folder, name), { force: true });
    },
  };
}

/** A line as git hands it to the hook: `before after ref`. */
function pushOf(line: string): SpooledPush[] {
  const [, before, after, ref] = LINE.exec(line) ?? [];
  return before === undefined || after === undefined || ref === undefined ? [] : [{ ref, before, after }];
}
