import { expect, test } from 'vitest';
import { productFiles, sourceFiles } from './tree.ts';

const FILE_MEDIAN_LINES = 80;
const FILE_MAX_LINES = 400;

test('no file is longer than anyone reads at once', () => {
  const tooLong = sourceFiles('src', 'web', 'test', 'bench', 'tools')
    .map(({ path, text }) => ({ path, lines: linesOf(text) }))
    .filter(({ lines }) => lines > FILE_MAX_LINES);
  expect(tooLong).toEqual([]);
});

test.each(['src', 'web'])('half of the files in %s fit on a screen or two', (folder) => {
  const lines = productFiles(folder)
    .map(({ text }) => linesOf(text))
    .sort((a, b) => a - b);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines[Math.floor(lines.length / 2)]).toBeLessThanOrEqual(FILE_MEDIAN_LINES);
});

function linesOf(text: string): number {
  return text.trimEnd().split('\n').length;
}
