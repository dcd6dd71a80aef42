import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadMermaid } from '../../../test/support/mermaid.ts';
import { declarations } from '../testing/declarations.ts';
import { fakeServer } from '../testing/fake-server.ts';
import { runCli } from '../testing/run-cli.ts';
import { aRun, aView, passed } from '../testing/views.ts';
import { Complaint } from '../complaint.ts';

const CHART = [
  'DEV([🧑‍🚀 Dev]) --> LINT[🔍 Lint] & TEST',
  'LINT -->|pass| TELL[✅ Tell]',
  'TEST -->|pass| TELL',
  'LINT -->|fail| BAD',
  'TEST -->|fail| LINT2',
  'LINT2 -->|always| TEST2',
  'TEST2 -->|fail| LINT2',
].join('\n ');
const SETTINGS = `steps:
  LINT: { run: lint }
  TEST: { run: test }
  LINT2: { run: fix }
  TEST2: { run: again }
  TELL: { uses: notify }
  BAD: { uses: notify }`;
const DOCUMENT = `\`\`\`mermaid\nflowchart TD\n ${CHART}\n\`\`\`\n\`\`\`yaml\nshipchart: 1\n${SETTINGS}\n\`\`\`\n`;

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'shipchart-rehearse-'));
  await writeFile(join(directory, 'DELIVERY.md'), DOCUMENT);
});
afterEach(() => rm(directory, { recursive: true }));

test('a failure that was chosen: the path through the chart, how it ends, and who is told', async () => {
  const { exitCode, lines } = await rehearsed('--fail', 'LINT');
  expect({ exitCode, lines }).toEqual({
    exitCode: 0,
    lines: [
      '  ✓ DEV    🧑‍🚀 Dev   done → LINT, TEST',
      '┌ ✗ LINT   🔍 Lint  fail → BAD',
      '└ ✓ TEST            pass → TELL',
      '┌ ✓ BAD             done',
      '│ · TELL   ✅ Tell',
      '└ · LINT2',
      '  · TEST2',
      '',
      'failed: LINT ended fail',
      '  BAD is told: LINT fail',
      '',
      'Without lead times: No server here. Give them with --durations FILE.',
    ],
  });
});

test('a cycle may go well the second time', async () => {
  const { lines } = await rehearsed('--fail', 'TEST', '--outcome', 'TEST2=fail, success');
  expect(lines.find((line) => line.includes('✓ TEST2 '))).toContain('fail → back to LINT2 · pass');
  expect(lines.find((line) => line.startsWith('failed'))).toBe('failed: TEST ended fail');
  const never = await rehearsed('--fail', 'TEST', '--fail', 'TEST2');
  expect(never.lines).toContain('failed: TEST2 ended fail and went back once more than its cycle may');
  expect(never.lines).toContain('  BAD is told: TEST fail, TEST2 fail, TEST2 fail, TEST2 fail');
});

test('--all lists every distinct ending, and how many there are', async () => {
  const { lines } = await rehearsed('--all');
  expect(lines[0]).toBe('10 distinct endings: 1 checked, 9 failed.');
  expect(lines.filter((line) => line === 'LINT pass → TEST pass → TELL done')).toHaveLength(1);
});

test('--json is one document', async () => {
  const said = await rehearsed('--json', '--outcome', 'LINT=failed');
  expect(said.json()).toMatchObject({
    file: 'DELIVERY.md',
    choices: { LINT: ['failed'] },
    count: 1,
    complete: true,
    durations: { source: null },
    endings: [{ ending: 'failed', told: [{ by: 'BAD', of: ['LINT fail'] }], leadTime: null }],
  });
});

test('--mermaid is a block that Mermaid reads', async () => {
  const { written } = await rehearsed('--mermaid', '--fail', 'LINT');
  const [, text = ''] = /```mermaid\n([\s\S]*?)\n```/.exec(written) ?? [];
  const mermaid = await loadMermaid();
  expect(await mermaid(text)).toEqual(await mermaid(`flowchart TD\n ${CHART}`));
  expect(text).toContain('style LINT fill:#cf222e');
});

test('times from a file give the lead time and the critical path', async () => {
  await writeFile(join(directory, 'times.json'), '{ "LINT": "40s", "TEST": 90000 }');
  const { lines } = await rehearsed('--durations', 'times.json');
  expect(lines).toContain('  Expected lead time: 1 min 30 s. Critical path: TEST 1 min 30 s');
  expect(lines).toContain('  Not counted, since no time is known: TELL');
  expect(lines.at(-1)).toBe('Times are from times.json.');
  await writeFile(join(directory, 'times.json'), '{ "LINT": "soon" }');
  expect(await rehearsed('--durations', 'times.json')).toMatchObject({
    exitCode: 2,
    asides: ['"soon" of LINT in times.json is no duration.', expect.stringContaining('milliseconds') as string],
  });
});

test('times from past runs are medians of what ended by itself', async () => {
  const server = await fakeServer();
  try {
    const took = [1_000, 9_000, 3_000];
    server.runs = took.map((_, at) => aRun({ id: `shop-${at}`, phase: 'ended', ending: 'delivered' }));
    server.views = took.map((ms, at) =>
      aView([passed('LINT', ms), passed('TEST', 2_000), passed('TELL', 0, { couldNotRun: true })], [], {
        id: `shop-${at}`,
      }),
    );
    const { lines } = await runCli(['rehearse'], { directory, declarations, baseUrl: server.baseUrl });
    expect(lines).toContain('  Expected lead time: 3.0 s. Critical path: LINT 3.0 s');
    expect(lines).toContain('  Not counted, since no time is known: TELL');
    expect(lines.at(-1)).toBe('Times are from the medians of the last 3 runs.');
    server.runs = [...server.runs, aRun({ id: 'blog-1', project: 'blog', phase: 'ended' })];
    expect(await runCli(['rehearse'], { directory, declarations, baseUrl: server.baseUrl })).toMatchObject({
      exitCode: 2,
      asides: ['The server has runs of shop, blog.', 'Say whose with --project NAME.'],
    });
  } finally {
    await server.stop();
  }
});

test.each([
  [['--fail', 'LNIT'], 'The chart has no node LNIT. Did you mean `LINT`?'],
  [['--fail', 'TELL'], 'TELL (notify) cannot fail: it ends done.'],
  [['--outcome', 'LINT'], '"LINT" is no choice of an outcome.'],
  [['--outcome', 'LINT=maybe'], 'LINT (command) never ends "maybe". Valid outcomes: pass, fail.'],
  [['--fail', 'LINT', '--outcome', 'LINT=pass'], 'LINT is chosen twice.'],
])('%j is a mistake with a way out', async (options, message) => {
  const { exitCode, asides } = await rehearsed(...options);
  expect(exitCode).toBe(2);
  expect(asides[0]).toBe(message);
  expect(asides).toHaveLength(2);
});

test('a document that does not bind is told like by check', async () => {
  await writeFile(join(directory, 'DELIVERY.md'), DOCUMENT.replace('run: lint', 'uses: lint'));
  const { exitCode, lines } = await rehearsed();
  expect(exitCode).toBe(1);
  expect(lines[0]).toMatch(/^DELIVERY\.md:\d+:\d+: There is no step kind `lint`\.$/);
});

function rehearsed(...options: string[]) {
  const client = () => Promise.reject(new Complaint('No server here.', 'Start one.'));
  return runCli(['rehearse', ...options], { directory, declarations, client });
}
