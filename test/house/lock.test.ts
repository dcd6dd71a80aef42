import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { read, ROOT } from './tree.ts';

interface LockFile {
  packages: Record<string, { resolved?: string }>;
}

// A lock file that npm refuses is found out by the first newcomer otherwise: on the developer's machine everything is installed already.
test.each(['.', 'sample'])('`npm ci` accepts the lock file of %s in an empty folder', (folder) => {
  const empty = mkdtempSync(join(tmpdir(), 'shipchart-lock-'));
  try {
    for (const file of ['package.json', 'package-lock.json', '.npmrc'])
      copyFileSync(join(ROOT, folder, file), join(empty, file));
    const said = execFileSync('npm', ['ci', '--dry-run', '--offline', '--ignore-scripts'], {
      cwd: empty,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    expect(said).toMatch(/added \d+ packages/);
  } finally {
    rmSync(empty, { recursive: true });
  }
});

test.each(['package-lock.json', 'sample/package-lock.json'])('%s names no address to fetch from', (path) => {
  const { packages } = JSON.parse(read(path)) as LockFile;
  expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});
