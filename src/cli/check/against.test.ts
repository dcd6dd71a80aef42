import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { declarations } from '../testing/declarations.ts';
import { runCli } from '../testing/run-cli.ts';

const CHART = ['A[One] -->|pass| B', 'A -->|fail| N', 'B -->|pass| N', 'B -->|fail| N'];
const STEPS = ['A: { run: npm test }', 'B: { run: b }', 'N: { uses: notify }'];

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'shipchart-against-'));
  git('init', '-q', '-b', 'main');
  await mkdir(join(root, 'shop & co'));
  await write(CHART, STEPS);
  git('add', '-A');
  git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', 'commit', '-qm', 'Draw it');
});
afterEach(() => rm(root, { recursive: true }));

test('nothing changed', async () => {
  const { exitCode, lines } = await check('--against', 'main');
  expect(exitCode).toBe(0);
  expect(lines.at(-1)).toBe('Nothing changed since main.');
});

test('nodes, edges, outcomes, settings and proofs that changed, each on a line', async () => {
  const chart = ['A[Two] -->|pass| C', 'A -->|always| N', 'C -->|fail| N'];
  await write(chart, ['A: { run: npm run unit }', 'C: { uses: deploy, to: production }', 'N: { uses: notify }']);
  const { exitCode, lines } = await check('--against', 'HEAD');
  expect(exitCode).toBe(1);
  expect(lines.slice(lines.indexOf('Since HEAD:'))).toEqual([
    'Since HEAD:',
    '+ node C',
    '- node B',
    '~ node A, label: One → Two',
    '+ edge A → C',
    '+ edge C → N',
    '- edge A → B',
    '- edge B → N',
    '- edge B → N (2)',
    '~ edge A → N, label: fail → always',
    '~ A pass leads to: B → C, N',
    '~ A, run: npm test → npm run unit',
    '+ found: After A pass: `C` starts although no image has been made.',
  ]);
});

test('as JSON, beside the chart and the problems', async () => {
  await write(CHART.slice(0, 3), STEPS);
  const said = await check('--json', '--against', 'main');
  expect(said.json()).toMatchObject({
    files: [
      {
        changes: {
          against: 'main',
          nodes: { added: [], removed: [], changed: [] },
          edges: { added: [], removed: ['B → N (2)'], changed: [] },
          outcomes: [{ node: 'B', outcome: 'fail', before: ['N'], after: [] }],
          settings: [],
          proofs: { found: [expect.stringContaining('B fail') as string], gone: [] },
        },
      },
    ],
  });
});

test('of a file that did not stand there everything is new', async () => {
  await write(CHART, STEPS, 'new.md');
  const { lines } = await runCli(['check', 'new.md', '--against', 'main'], { directory: folder(), declarations });
  expect(lines).toContain('+ node A');
});

test.each([['no-such-branch'], ['--output=stolen']])('%s is no commit', async (ref) => {
  const { exitCode, asides } = await check(`--against=${ref}`);
  expect(exitCode).toBe(2);
  expect(asides[0]).toBe(`git knows no commit "${ref}" here.`);
});

test('--sarif: every problem with its rule and its region, at its path from the root of the repository', async () => {
  await write(CHART, ['A: { runs: npm test }', 'B: { run: b }', 'N: { uses: notify }']);
  const said = await check('--sarif');
  expect(said.exitCode).toBe(1);
  expect(said.json()).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Shipchart', rules: [{ id: 'missing-kind' }] } },
        columnKind: 'utf16CodeUnits',
        results: [
          {
            ruleId: 'missing-kind',
            ruleIndex: 0,
            level: 'error',
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'shop%20%26%20co/DELIVERY.md', uriBaseId: '%SRCROOT%' },
                  region: { startLine: 12, startColumn: 3 },
                },
              },
            ],
          },
        ],
      },
    ],
  });
});

function check(...options: string[]) {
  return runCli(['check', ...options], { directory: folder(), declarations });
}

function write(chart: readonly string[], steps: readonly string[], name = 'DELIVERY.md'): Promise<void> {
  const text = [
    '```mermaid',
    'flowchart TD',
    ...chart,
    '```',
    '',
    '```yaml',
    'shipchart: 1',
    'steps:',
    ...steps.map((step) => `  ${step}`),
    '```',
    '',
  ];
  return writeFile(join(folder(), name), text.join('\n'));
}

function folder(): string {
  return join(root, 'shop & co');
}

function git(...words: string[]): void {
  execFileSync('git', words, { cwd: root });
}
