import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { declarations } from '../testing/declarations.ts';
import { runCli } from '../testing/run-cli.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'shipchart-check-'));
});
afterEach(() => rm(directory, { recursive: true }));

const SETTINGS = '```yaml\nshipchart: 1\nsteps:\n  LINT: { run: npm run lint }\n  TELL: { uses: notify }\n```\n';

test('a sound document is drawn: what each node is, where each outcome leads', async () => {
  const exit = await check(
    `\`\`\`mermaid\nflowchart TD\n DEV([👩‍🚀 Dev]) --> LINT[🔍 Lint]\n LINT -->|fail| TELL\n\`\`\`\n${SETTINGS}`,
  );
  expect(exit).toMatchObject({
    exitCode: 0,
    lines: [
      'DEV            done → LINT',
      'LINT  command  fail → TELL',
      'TELL  notify',
      '',
      '✓ DELIVERY.md: 3 nodes, 2 edges, no problem.',
    ],
  });
});

test('every problem with its place, the line with a caret below the place, and a way out', async () => {
  const { exitCode, lines } = await check(
    `\`\`\`mermaid\nflowchart TD\n  LINT[🔍 Lint] -->|fial| TELL & WHO\n\`\`\`\n${SETTINGS}`,
  );
  expect(exitCode).toBe(1);
  expect(lines.filter((line) => line.startsWith('DELIVERY.md:'))).toEqual([
    expect.stringMatching(/^DELIVERY\.md:3:\d+: .*fial/) as string,
    expect.stringMatching(/^DELIVERY\.md:3:\d+: .*fial/) as string,
    expect.stringMatching(/^DELIVERY\.md:3:\d+: Nothing says what `WHO` does\.$/) as string,
    'DELIVERY.md: 3 problems.',
  ]);
  const at = lines.findIndex((line) => line.includes('Nothing says what `WHO`'));
  // The emoji takes two columns on the screen and two UTF-16 units in the place: the caret stands below the W.
  expect(lines.slice(at + 1, at + 3)).toEqual([
    '  3 |   LINT[🔍 Lint] -->|fial| TELL & WHO',
    '    |                                  ^',
  ]);
  expect(lines[at + 3]).toBe('  Add under `steps:` the line `  WHO: { run: … }`.');
});

test('--json: one document with the chart and the problems of each file', async () => {
  await write(
    'one.md',
    `\`\`\`mermaid\nflowchart TD\n subgraph Checks [✔️ Pre]\n  LINT\n end\n LINT -->|fail| TELL\n\`\`\`\n${SETTINGS}`,
  );
  await write('two.mmd', 'flowchart TD\n A[');
  const said = await runCli(['check', '--json', 'one.md', 'two.mmd'], { directory, declarations });
  expect(said.exitCode).toBe(1);
  expect(said.json()).toMatchObject({
    files: [
      {
        file: 'one.md',
        chart: {
          nodes: [
            { id: 'LINT', label: 'LINT', shape: 'square', group: 'Checks' },
            { id: 'TELL', label: 'TELL', shape: 'square' },
          ],
          edges: [{ from: 'LINT', to: 'TELL', label: 'fail' }],
          groups: [{ id: 'Checks', label: '✔️ Pre', members: ['LINT'] }],
        },
        problems: [],
      },
      { file: 'two.mmd', chart: null, problems: [{ rule: 'chart-syntax', severity: 'error' }] },
    ],
  });
});

test('--chart-only looks at any flowchart, whatever its settings say', async () => {
  const text = '```mermaid\nflowchart TD\n A --> B\n```\n```yaml\nshipchart: 1\nsteps: [\n```\n';
  expect((await check(text)).exitCode).toBe(1);
  const only = await check(text, '--chart-only');
  expect(only).toMatchObject({ exitCode: 0, lines: ['✓ DELIVERY.md: 2 nodes, 1 edge, no problem.'] });
});

test('in JSON the chart is there although its settings are broken', async () => {
  const { json } = await check(
    '```mermaid\nflowchart TD\n A --> B\n```\n```yaml\nshipchart: 1\nsteps: [\n```\n',
    '--json',
  );
  expect(json()).toMatchObject({
    files: [{ chart: { nodes: [{ id: 'A' }, { id: 'B' }] }, problems: [{ severity: 'error' }] }],
  });
});

test('a long line is shown around the place', async () => {
  const { lines } = await check(`\`\`\`mermaid\nflowchart TD\n  ${'A --> '.repeat(80)}B[\n\`\`\`\n`);
  for (const line of lines) expect(line.length).toBeLessThan(200);
});

test('a file that is not there is a wrong command line', async () => {
  expect(await runCli(['check'], { directory, declarations })).toMatchObject({
    exitCode: 2,
    asides: [
      'There is no file DELIVERY.md here.',
      'Write one with `shipchart init`, or name another: `shipchart check FILE`.',
    ],
  });
});

async function check(text: string, ...options: string[]) {
  await write('DELIVERY.md', text);
  return runCli(['check', ...options], { directory, declarations });
}

function write(name: string, text: string): Promise<void> {
  return writeFile(join(directory, name), text);
}
