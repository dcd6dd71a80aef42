import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { usageComplaint } from '../complaint.ts';

const manifestShape = z.looseObject({
  main: z.string().optional(),
  packageManager: z.string().optional(),
  scripts: z.record(z.string(), z.string()).default({}),
  dependencies: z.record(z.string(), z.unknown()).default({}),
  devDependencies: z.record(z.string(), z.unknown()).default({}),
});
export type Manifest = z.infer<typeof manifestShape>;

/** What `init` reads of a repository. */
export interface Repository {
  directory: string;
  manifest: Manifest;
  /** Names in its root. */
  files: ReadonlySet<string>;
  /** Whether git looks after it. */
  versioned: boolean;
  /** The text of one of its files; undefined where there is none. */
  read(path: string): Promise<string | undefined>;
  /** Names in a folder; none where there is no such folder. */
  list(folder: string): Promise<string[]>;
}

/** @throws Complaint where `directory` is not the root of a Node repository, or its package.json can't be read */
export async function openRepository(directory: string): Promise<Repository> {
  const read = (path: string) => readFile(join(directory, path), 'utf8').catch(() => undefined);
  const list = async (folder: string) => (await readdir(join(directory, folder)).catch(() => [])).toSorted(byName);
  const root = await gitRoot(directory);
  if (root !== undefined && root !== directory) throw notTheRoot(directory, root);
  const text = await read('package.json');
  if (text === undefined) {
    const hint =
      'Run it in the root of a Node repository; for anything else draw the chart in DELIVERY.md by hand, and `shipchart check` says what is missing.';
    throw usageComplaint(
      `There is no package.json in ${directory}, so there are no scripts to bind the chart to.`,
      hint,
    );
  }
  return {
    directory,
    manifest: readManifest(text),
    files: new Set(await list('.')),
    versioned: root !== undefined,
    read,
    list,
  };
}

/** The same on every machine, whatever its language. */
function byName(one: string, other: string): number {
  return one < other ? -1 : 1;
}

function readManifest(text: string): Manifest {
  try {
    return manifestShape.parse(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    const why =
      error instanceof z.ZodError ? `${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}` : String(error);
    throw usageComplaint(`package.json can't be read: ${why}.`, 'Mend it; `npm pkg get` tells more.');
  }
}

async function gitRoot(directory: string): Promise<string | undefined> {
  for (let at = directory; ; at = dirname(at)) {
    if (await stat(join(at, '.git')).catch(() => undefined)) return at;
    if (at === dirname(at)) return undefined;
  }
}

function notTheRoot(directory: string, root: string) {
  return usageComplaint(
    `This is ${relative(root, directory)} of the repository ${root}, and DELIVERY.md belongs into its root.`,
    `Run \`shipchart init\` in ${root}.`,
  );
}
