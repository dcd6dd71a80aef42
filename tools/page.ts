/**
 * Builds the live page into `dist/web` where it is missing or older than what it is made of: `npm test` works on a checkout with nothing
 * built, and a second `npm test` does not build again.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** What the page is made of: its own files, and what it may import. */
const SOURCES = ['web', 'src/api', 'src/lib', 'vite.config.ts', 'package-lock.json'];

if (newest(SOURCES) > builtAt()) await build({ configFile: join(ROOT, 'vite.config.ts'), logLevel: 'warn' });

/** Milliseconds since 1970; 0 where nothing is built. */
function builtAt(): number {
  const page = join(ROOT, 'dist/web/index.html');
  return existsSync(page) ? statSync(page).mtimeMs : 0;
}

function newest(paths: readonly string[]): number {
  return Math.max(...paths.map((path) => changedAt(join(ROOT, path))));
}

/** Folders count too: a file that was taken away changes the time of its folder only. */
function changedAt(path: string): number {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => changedAt(join(path, name))));
}
