/** `npm run bench [NAME…]`: measures side by side, and prints ratios. Each file directly in `bench/` is a program; names choose among them. */
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { passes } from './run-tool.ts';

const wanted = process.argv.slice(2);
const programs = readdirSync(fileURLToPath(new URL('../bench/', import.meta.url)))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .filter((name) => wanted.length === 0 || wanted.includes(basename(name, '.ts')))
  .sort();

if (programs.length === 0) console.error(`There is no bench ${wanted.join(' or ')}.`);
process.exitCode = programs.length === 0 ? 1 : 0;
// One after the other: two at once would measure each other.
for (const program of programs) {
  console.log(`\n── ${program}`);
  if (!(await passes(`bench/${program}`, []))) process.exitCode = 1;
}
