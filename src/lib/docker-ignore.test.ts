import { expect, test } from 'vitest';
import { isIgnored, parseIgnoreRules } from './docker-ignore.ts';

// rules, path, left out? The meaning is that of the Docker documentation's ".dockerignore file".
const CASES: [string, string, boolean][] = [
  ['docs', 'docs', true],
  ['docs', 'docs/guide.md', true],
  ['docs', 'src/docs', false],
  ['docs', 'docs2', false],
  ['/docs/', 'docs/guide.md', true],
  ['./docs', 'docs/guide.md', true],
  ['*/temp*', 'one/temporary.txt', true],
  ['*/temp*', 'one/temp/file', true],
  ['*/temp*', 'one/two/temporary.txt', false],
  ['temp?', 'tempa', true],
  ['temp?', 'temp', false],
  ['temp?', 'temp/', false],
  ['*.md', 'README.md', true],
  ['*.md', 'docs/README.md', false],
  ['**/*.md', 'README.md', true],
  ['**/*.md', 'a/b/README.md', true],
  ['**/foo', 'a/barfoo', false],
  ['**/foo', 'a/b/foo/c', true],
  ['a/**/z', 'a/z', true],
  ['a/**/z', 'a/b/c/z', true],
  ['a/**/z', 'ab/z', false],
  ['a/**', 'a/b/c', true],
  ['a/**', 'a', false],
  ['**', 'anything/at/all', true],
  ['[a-c]at', 'bat', true],
  ['[^a-c]at', 'bat', false],
  ['[^a-c]at', 'rat', true],
  ['[.]env', '.env', true],
  ['\\*.md', '*.md', true],
  ['\\*.md', 'a.md', false],
  ['a.c', 'abc', false],
  ['# docs', 'docs', false],
  ['*.md\n!README.md', 'README.md', false],
  ['*.md\n!README.md', 'GUIDE.md', true],
  ['!README.md\n*.md', 'README.md', true],
  ['docs\n!docs/keep', 'docs/keep/this', false],
  ['\uFEFFdocs\r\n', 'docs', true],
  ['', 'docs', false],
];

test.each(CASES)('%j and %s: %s', (rules, path, ignored) => {
  expect(isIgnored(parseIgnoreRules(rules), path)).toBe(ignored);
});

test('a contrived pattern ends at once', () => {
  const rules = parseIgnoreRules('*a'.repeat(400) + 'b');
  expect(isIgnored(rules, 'a'.repeat(1_000))).toBe(false);
});

test('more rules than anyone writes are refused', () => {
  expect(() => parseIgnoreRules('a\n'.repeat(2_001))).toThrow(RangeError);
  expect(() => parseIgnoreRules('a'.repeat(1_001))).toThrow(RangeError);
});
