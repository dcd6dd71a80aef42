import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { filesBelow, ROOT } from './tree.ts';

interface Packed {
  files: { path: string }[];
}

/** What tools and tests leave in the sample, and what npm takes into no package: the tour has to do without these. */
const NOT_PACKED = /\/node_modules\/|\/(coverage|reports|test-results)\/(?!\.gitkeep)|\/\.(gitignore|npmrc)$/;

test('the package carries the programs, the whole sample with its lock file, and the docs; nothing of this machine', () => {
  const [{ files } = { files: [] }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel', 'error'], {
      cwd: ROOT,
      encoding: 'utf8',
    }),
  ) as Packed[];
  const packed = files.map(({ path }) => path);
  const sample = filesBelow(['sample']).filter((path) => !NOT_PACKED.test(path));
  expect(sample).toContain('sample/package-lock.json');
  expect(packed).toEqual(
    expect.arrayContaining(['package.json', 'LICENSE', 'README.md', 'bin/shipchart.cjs', ...sample]),
  );
  expect(packed).toContain('docs/settings.schema.json');
  expect(packed.filter((path) => /(^|\/)(node_modules|\.npmrc|\.env|src\/.*\.test\.ts)(\/|$)/.test(path))).toEqual([]);
  expect(packed.filter((path) => /^(src|web|test|tools|bench)\//.test(path))).toEqual([]);
});
