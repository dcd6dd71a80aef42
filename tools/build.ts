/**
 * Builds what the package carries: JavaScript of `src` (Node runs no TypeScript under `node_modules`), the files beside it that are not
 * TypeScript, and the page. What was built before stays until the new is complete.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTool } from './run-tool.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SOURCE = join(ROOT, 'src');
const BUILT = join(ROOT, 'dist');

mkdirSync(BUILT, { recursive: true });
const fresh = mkdtempSync(join(BUILT, '.new-'));
try {
  await runTool('tsc', ['-p', 'tsconfig.build.json', '--outDir', fresh]);
  copyAssets(fresh);
  // npm leaves these out of a package, and the tour's repository needs its own.
  for (const name of ['.gitignore', '.npmrc'])
    cpSync(join(ROOT, 'sample', name), join(fresh, `main/tour/sample${name}`));
  await runTool('vite', ['build', '--logLevel', 'warn']);
  replaceLayers(fresh);
} finally {
  rmSync(fresh, { recursive: true });
}

/** Migrations and whatever else stands beside the code. */
function copyAssets(to: string): void {
  const assets = readdirSync(SOURCE, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !['.ts', '.tsx'].includes(extname(entry.name)),
  );
  for (const { parentPath, name } of assets) {
    const path = join(parentPath, name);
    cpSync(path, join(to, path.slice(SOURCE.length)));
  }
}

/** Files that are no more must not be shipped, so whole folders go; the page's is emptied by its own build. */
function replaceLayers(from: string): void {
  for (const layer of readdirSync(BUILT)) {
    if (layer !== 'web' && !layer.startsWith('.new-')) rmSync(join(BUILT, layer), { recursive: true });
  }
  for (const layer of readdirSync(from)) renameSync(join(from, layer), join(BUILT, layer));
}
