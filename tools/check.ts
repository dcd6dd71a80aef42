/** `npm run check`: everything that must hold before a change goes in. All parts run, so that one look shows all that is wrong. */
import { passes } from './run-tool.ts';

interface Part {
  name: string;
  tool: string;
  args: readonly string[];
}

/** Tests come last: their count is what a reader looks for at the end. */
const parts: readonly Part[] = [
  { name: 'types', tool: 'tsc', args: ['-p', '.'] },
  { name: 'lint', tool: 'oxlint', args: [] },
  {
    name: 'layers',
    tool: 'depcruise',
    args: ['--config', '.dependency-cruiser.cjs', 'src', 'web', 'test', 'bench', 'tools'],
  },
  { name: 'dead code', tool: 'knip', args: ['--no-progress'] },
  { name: 'format', tool: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
  { name: 'page', tool: 'tools/page.ts', args: [] },
  { name: 'tests', tool: 'vitest', args: ['run'] },
];

const failed: string[] = [];
for (const { name, tool, args } of parts) {
  console.log(`\n── ${name}`);
  if (!(await passes(tool, args))) failed.push(name);
}
console.log(failed.length === 0 ? '\ncheck: all is well' : `\ncheck: failed in ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
