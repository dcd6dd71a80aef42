import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { ROOT } from './tree.ts';

/** Imports that must be refused: the file, what it imports, and the rule that says no (`none`: it says so of another file). */
const refused: readonly [from: string, imports: string, rule: string][] = [
  ['src/lib/a.ts', "import '../chart/chart.ts';", 'layer-lib'],
  ['src/lib/b.ts', "import 'node:fs';", 'pure-layers-have-no-node'],
  ['src/chart/a.ts', "import 'fs';", 'pure-layers-have-no-node'],
  ['src/chart/b.ts', "import '../engine/run.ts';", 'layer-chart'],
  ['src/verdict/a.ts', "import '../chart/chart.ts';", 'layer-verdict'],
  ['src/engine/a.ts', "import '../ports/port.ts';", 'layer-engine'],
  ['src/ports/a.ts', "import type { Run } from '../engine/run.ts';", 'layer-ports'],
  ['src/rollout/a.ts', "import '../steps/step.ts';", 'layer-rollout'],
  ['src/steps/wait/wait.ts', "import '../../store/store.ts';", 'layer-steps'],
  ['src/steps/wait/value.ts', "import { run } from '../../engine/run.ts';", 'layer-steps-types-only'],
  ['src/steps/wait/other.ts', "import '../deploy/deploy.ts';", 'step-kinds-stand-alone'],
  ['src/steps/wait/list.ts', "import '../kinds.ts';", 'only-kinds-lists-kinds'],
  ['src/steps/ask/declaration.ts', "import '../../ports/port.ts';", 'declaration-imports'],
  ['src/steps/beg/declaration.ts', "import './world.ts';", 'declaration-is-pure'],
  ['src/steps/beg/world.ts', "import 'node:net';", 'none'],
  ['src/integrations/one/a.ts', "import '../other/vendor.ts';", 'vendors-stand-alone'],
  ['src/integrations/one/b.ts', "import '../../engine/run.ts';", 'layer-integrations'],
  ['src/store/a.ts', "import '../worker/worker.ts';", 'layer-store'],
  ['src/worker/a.ts', "import '../server/server.ts';", 'layer-worker'],
  ['src/api/a.ts', "import 'node:net';", 'the-page-has-no-node'],
  ['src/api/b.ts', "import { chart } from '../chart/chart.ts';", 'layer-api-types-only'],
  ['src/server/a.ts', "import '../steps/deploy/deploy.ts';", 'layer-server'],
  ['src/server/b.ts', "import { run } from '../engine/run.ts';", 'layer-server-types-only'],
  ['src/cli/a.ts', "import '../store/store.ts';", 'layer-cli'],
  ['src/cli/b.ts', "import '../main/main.ts';", 'nothing-imports-main'],
  ['src/cli/c.ts', "import '../lib/some.test.ts';", 'tests-are-leaves'],
  ['src/cli/d.ts', "import './nowhere.ts';", 'resolvable'],
  ['web/a.ts', "import '../src/chart/chart.ts';", 'layer-web'],
  ['src/store/cycle.ts', "import type { Circle } from './circle.ts';", 'none'],
  ['src/store/circle.ts', "import './cycle.ts'; export type Circle = 1;", 'no-cycles'],
];

/** Imports that must pass. */
const allowed: readonly [from: string, imports: string][] = [
  ['src/chart/chart.ts', 'export const chart = 1; export type Chart = 1;'],
  ['src/engine/run.ts', "import '../chart/chart.ts'; export const run = 1; export type Run = 1;"],
  ['src/engine/environment/environment.ts', 'export const environment = 1;'],
  ['src/ports/port.ts', 'export {};'],
  ['src/steps/step.ts', "import type { Run } from '../engine/run.ts'; import '../engine/environment/environment.ts';"],
  ['src/steps/deploy/declaration.ts', "import type { Chart } from '../../chart/chart.ts'; import './limit.ts';"],
  ['src/steps/deploy/limit.ts', 'export {};'],
  [
    'src/steps/deploy/deploy.ts',
    "import '../step.ts'; import '../command/follow-command.ts'; import '../../rollout/rollout.ts';",
  ],
  ['src/steps/command/follow-command.ts', "import '../../verdict/verdict.ts';"],
  ['src/steps/kinds.ts', "import './deploy/deploy.ts';"],
  ['src/rollout/rollout.ts', "import '../ports/port.ts'; import '../engine/run.ts';"],
  ['src/verdict/verdict.ts', 'export {};'],
  ['src/integrations/other/vendor.ts', "import './deep/down.ts'; import '../../ports/port.ts';"],
  ['src/integrations/other/deep/down.ts', "import 'node:fs';"],
  ['src/store/store.ts', "import '../engine/run.ts';"],
  ['src/worker/worker.ts', "import '../store/store.ts'; import '../steps/kinds.ts'; import '../rollout/rollout.ts';"],
  ['src/server/server.ts', "import '../steps/deploy/declaration.ts'; import type { Run } from '../engine/run.ts';"],
  ['src/main/main.ts', "import '../server/server.ts'; import '../integrations/other/vendor.ts';"],
  ['src/lib/some.test.ts', "import '../main/main.ts'; import 'node:fs';"],
];

const tree = mkdtempSync(join(tmpdir(), 'shipchart-layers-'));
afterAll(() => rmSync(tree, { recursive: true }));

interface Violation {
  from: string;
  rule: { name: string };
}

test('the layer rules refuse what the table does not allow, and nothing else', async () => {
  for (const [path, text] of [...refused, ...allowed]) write(path, text);
  write(
    'tsconfig.json',
    '{ "compilerOptions": { "module": "nodenext", "allowImportingTsExtensions": true, "noEmit": true } }',
  );
  write('package.json', '{ "type": "module" }');
  const found = (await violations()).map(({ from, rule }) => `${from}: ${rule.name}`);
  const wanted = refused.filter(([, , rule]) => rule !== 'none').map(([from, , rule]) => `${from}: ${rule}`);
  expect(found).toEqual(expect.arrayContaining(wanted));
  const innocent = new Set(allowed.map(([path]) => path));
  expect(found.filter((each) => innocent.has(each.split(': ')[0] ?? ''))).toEqual([]);
});

async function violations(): Promise<Violation[]> {
  const cruiser = join(ROOT, 'node_modules/.bin/depcruise');
  const args = [cruiser, 'src', 'web', '--config', join(ROOT, '.dependency-cruiser.cjs'), '--output-type', 'json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: tree,
    maxBuffer: 64 * 1024 * 1024,
  }).catch(
    // The number of violations is its exit code.
    (failure: unknown) => failure as { stdout: string },
  );
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}

function write(path: string, text: string): void {
  mkdirSync(join(tree, dirname(path)), { recursive: true });
  writeFileSync(join(tree, path), `${text}\n`);
}
