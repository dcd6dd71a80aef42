import { expect, test } from 'vitest';
import type { Manifest } from './manifest.ts';
import { shellWords } from './shell-words.ts';
import { startCommand } from './start-command.ts';

const FILES = new Set(['server.js', 'src/main.ts', 'dist/index.js', 'my app.js']);
const start = (manifest: Manifest, log = (_line: string) => {}) => startCommand(manifest, FILES, log);

test.each([
  ['node server.js --port "80 80"', ['node', 'server.js', '--port', '80 80']],
  ["node 'my app.js'", ['node', 'my app.js']],
  ['node my\\ app.js', ['node', 'my app.js']],
  ['node "a\\"b" "c\\d"', ['node', 'a"b', 'c\\d']],
  ['node "" x', ['node', '', 'x']],
  ['  node\tserver.js ', ['node', 'server.js']],
  ['', []],
])('words of %s', (line, words) => {
  expect(shellWords(line)).toEqual(words);
});

test.each([
  'a && b',
  'a | b',
  'a > b',
  'a; b',
  'a $HOME',
  'a `b`',
  'a "$HOME"',
  'a *.js',
  "a 'b",
  'a "b',
  'a \\',
  'a\nb',
  '(a)',
])('%j needs a shell', (line) => {
  expect(shellWords(line)).toBeUndefined();
});

test('scripts.start is used as it stands', () => {
  expect(start({ scripts: { start: 'node --import ./src/trace.js src/main.ts --http' }, main: 'server.js' })).toEqual({
    words: ['node', '--import', './src/trace.js', 'src/main.ts', '--http'],
    environment: {},
  });
});

test('variables before it become the environment', () => {
  expect(start({ scripts: { start: 'NODE_ENV=staging A="b=c d" node server' } })).toEqual({
    words: ['node', 'server'],
    environment: { NODE_ENV: 'staging', A: 'b=c d' },
  });
});

test('main is used, and said so, where scripts.start needs a shell', () => {
  const lines: string[] = [];
  expect(
    start({ scripts: { start: 'npm run build && node dist' }, main: 'dist' }, (line) => lines.push(line)).words,
  ).toEqual(['node', 'dist']);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('npm run build && node dist');
});

test.each([
  [{ scripts: { start: 'node missing.js' }, main: 'server.js' }, 'missing.js'],
  [{ scripts: { start: 'node --import server.js' } }, 'a file to run'],
  [{ scripts: { start: 'node ../server.js' } }, '../server.js'],
  [{ scripts: { start: 'next start' } }, 'next start'],
  [{ main: 'lib' }, 'lib'],
  [{}, 'neither scripts.start nor main'],
])('%j cannot be started', (manifest, words) => {
  expect(() => start(manifest)).toThrow(
    expect.objectContaining({ code: 'entry-missing', message: expect.stringContaining(words) }),
  );
});

test('a program given as text needs no file', () => {
  expect(start({ scripts: { start: `node -e 'console.log(1)'` } }).words).toEqual(['node', '-e', 'console.log(1)']);
});
