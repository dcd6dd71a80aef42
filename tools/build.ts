/**
 * Builds what the package carries: JavaScript of `src` (Node runs no TypeScript under `node_modules`), the files beside it that are not
 * TypeScript, and the page.
 */
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTool } from './run-tool.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SOURCE = join(ROOT, 'src');
const BUILT = join(ROOT, 'dist');

clear();
await runTool('tsc', ['-p', 'tsconfig.build.json']);
copyAssets();
await runTool('vite', ['build', '--logLevel', 'warn']);

/** What an earlier build made of files that are no more must not be shipped; the page's folder is emptied by its own build. */
function clear(): void {
  mkdirSync(BUILT, { recursive: true });
  for (const layer of readdirSync(BUILT)) {
    if (layer !== 'web') rmSync(join(BUILT, layer), { recursive: true });
  }
}

/** Migrations and whatever else stands beside the code. */
function copyAssets(): void {
  const assets = readdirSync(SOURCE, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !['.ts', '.tsx'].includes(extname(entry.name)),
  );
  for (const { parentPath, name } of assets) {
    const path = join(parentPath, name);
    cpSync(path, join(BUILT, path.slice(SOURCE.length)));
  }
}
