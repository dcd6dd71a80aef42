/**
 * `npm run release [-- --dry-run]`: publishes the package to the registry that npm is set up for, with the token in `NPM_TOKEN`.
 * npm itself puts the token in, so that it stands neither in a file nor in a list of processes.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'shipchart-release-'));
try {
  const settings = join(folder, 'npmrc');
  writeFileSync(settings, `${registry().replace(/^https?:/u, '')}:_authToken=\${NPM_TOKEN}\n`);
  execFileSync('npm', ['publish', '--access', 'public', '--userconfig', settings, ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: 'inherit',
  });
} finally {
  rmSync(folder, { recursive: true });
}

function registry(): string {
  return execFileSync('npm', ['config', 'get', 'registry'], { cwd: ROOT, encoding: 'utf8' }).trim();
}
