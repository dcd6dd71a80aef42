import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { schemaHash } from './migrate.ts';

/** An initialised data directory that fits this version, as a tar; undefined where the folder has none. */
export async function readInitial(folder: string): Promise<Blob | undefined> {
  const file = join(folder, await initialName());
  return existsSync(file) ? new Blob([await readFile(file)]) : undefined;
}

/** Keeps one for the next new directory, where the folder has none yet. It only saves time: what can't be written is left. */
export async function keepInitial(folder: string, dump: () => Promise<Blob>): Promise<void> {
  const file = join(folder, await initialName());
  if (existsSync(file)) return;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const partial = `${file}.${process.pid}`;
    await writeFile(partial, Buffer.from(await (await dump()).arrayBuffer()), { mode: 0o600 });
    await rename(partial, file);
  } catch {
    // A full or read-only disk: the next first start takes its two seconds again.
  }
}

/** Files of another PGlite or another schema have other names. */
async function initialName(): Promise<string> {
  return `pglite-${await pgliteVersion()}-${schemaHash()}.tar`;
}

async function pgliteVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const { version } = JSON.parse(await readFile(join(dirname(entry), '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
