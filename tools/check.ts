/**
 * `npm run check [-- PART…]`: everything that must hold before a change goes in, or the parts that are named. All of them run, so that
 * one look shows all that is wrong.
 */
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
  // The repository delivers itself: its own chart must prove as clean as anybody's.
  { name: 'delivery', tool: 'src/main/main.ts', args: ['check', 'DELIVERY.md'] },
  { name: 'tests', tool: 'vitest', args: ['run'] },
];

const failed: string[] = [];
for (const { name, tool, args } of chosen(process.argv.slice(2))) {
  console.log(`\n── ${name}`);
  if (!(await passes(tool, args))) failed.push(name);
}
console.log(failed.length === 0 ? '\ncheck: all is well' : `\ncheck: failed in ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** @throws where a part is asked for that there is not */
function chosen(names: readonly string[]): readonly Part[] {
  const unknown = names.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length > 0)
    throw new Error(
      `There is no part "${unknown.join('", "')}"; there is ${parts.map(({ name }) => name).join(', ')}.`,
    );
  return names.length === 0 ? parts : parts.filter(({ name }) => names.includes(name));
}
