/**
 * `npm run newcomer`: packs the package, installs it in an empty folder as somebody would who found it in a registry, and takes the
 * tour with it. What only works in a checkout fails here.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'shipchart-newcomer-'));
try {
  const tarball = packInto(folder);
  npm(['install', '--no-audit', '--no-fund', '--prefix', folder, tarball], folder);
  execFileSync(process.execPath, [join(folder, 'node_modules/shipchart/bin/shipchart.cjs'), 'try'], {
    cwd: folder,
    stdio: 'inherit',
  });
} finally {
  rmSync(folder, { recursive: true });
}

/** @returns the package's file, which npm names on its last line */
function packInto(to: string): string {
  const told = execFileSync('npm', ['pack', '--silent', '--pack-destination', to], { cwd: ROOT, encoding: 'utf8' });
  return join(to, told.trim().split('\n').at(-1) ?? '');
}

function npm(args: readonly string[], cwd: string): void {
  execFileSync('npm', args, { cwd, stdio: 'inherit' });
}
