import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What stands beside the code and is not the product. */
const SUPPORT = /\.(test|contract|fixture)\.tsx?$|-for-tests\.ts$|\/testing(\/|\.ts$)/;

export interface SourceFile {
  /** From the root of the repository, with slashes. */
  path: string;
  text: string;
}

/** TypeScript files below a folder of the repository, tests included. */
export function sourceFiles(...folders: string[]): SourceFile[] {
  return filesBelow(folders)
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => ({ path, text: read(path) }));
}

/** The same without tests and what serves them. */
export function productFiles(...folders: string[]): SourceFile[] {
  return sourceFiles(...folders).filter(({ path }) => !SUPPORT.test(path));
}

/** Paths of all files below folders of the repository; a folder that is not there has none. */
export function filesBelow(folders: readonly string[]): string[] {
  return folders
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** Names of the folders directly in a folder. */
export function foldersIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
